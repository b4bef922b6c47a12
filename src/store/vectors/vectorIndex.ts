import { KinodexError } from "../../core/errors.js";
import type { Embedding } from "../../core/vectors.js";
import { createExactIndex } from "./exactIndex.js";
import { createHnswIndex } from "./hnswIndex.js";

/** One neighbour of a query. `similarity` is the inner product, the cosine for unit vectors: higher is better. */
export interface VectorHit {
  readonly id: number;
  readonly similarity: number;
}

/** Nearest-neighbour search over unit vectors that carry a caller-chosen id in `[0, 2^32)`. */
export interface VectorIndex {
  /** How many vectors a search can find. */
  readonly size: number;
  /**
   * Adds the rows of a flat `[ids.length, dimension]` matrix, copying them; a known id gets the new vector.
   * Yields to the event loop while it works. An aborted `signal` rejects with its reason, some rows added.
   */
  add(ids: ArrayLike<number>, vectors: Float32Array, signal?: AbortSignal): Promise<void>;
  /** Takes ids out of every later search and returns how many of them were there. */
  remove(ids: Iterable<number>): number;
  /** Up to `count` nearest vectors, best first, among those that `accepts` lets pass. */
  search(vector: Embedding, count: number, accepts?: (id: number) => boolean): Promise<VectorHit[]>;
}

const factories: Readonly<Record<string, (dimension: number) => VectorIndex>> = {
  exact: createExactIndex,
  hnsw: (dimension) => createHnswIndex(dimension),
};

/** Names that {@link createVectorIndex} knows. */
export const vectorIndexNames: readonly string[] = Object.keys(factories);

/** An empty index of a registered kind. Throws `usage` with the known names when there is no such kind. */
export function createVectorIndex(name: string, dimension: number): VectorIndex {
  const create = Object.hasOwn(factories, name) ? factories[name] : undefined;
  if (!create)
    throw new KinodexError("usage", `There is no vector index "${name}"; known: ${vectorIndexNames.join(", ")}.`, {
      name,
      known: vectorIndexNames,
    });
  return create(dimension);
}
