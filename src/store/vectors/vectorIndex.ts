import type { Span } from "../../core/span.js";
import type { Embedding } from "../../core/vectors.js";
import type { IdRange, VectorBlock } from "../catalog/vectorBlock.js";

/** What the vectors of an index have in common. */
export interface VectorSpace {
  readonly dimension: number;
  /** Seconds stored beside each vector: the first is where it starts, the second, where there is one, where it ends. */
  readonly timesPerVector: number;
}

/** Which vectors may be found: those that pass all that is given. It is data, so that a database can go by it. */
export interface VectorFilter {
  /** Only vectors of these videos. */
  readonly videoIds?: readonly string[] | undefined;
  /** Only moments in this span, and stretches that share time with it. */
  readonly span?: Span | undefined;
}

/** One neighbour of a query, and where it lies. */
export interface VectorHit {
  readonly id: number;
  readonly videoId: string;
  /** `[timesPerVector]` */
  readonly times: readonly number[];
  /** The inner product, the cosine for unit vectors: higher is better. */
  readonly similarity: number;
}

/**
 * Nearest-neighbour search over unit vectors. It can be thrown away and made again from a catalog's log, and needs
 * nothing else to follow it.
 *
 * Calls may overlap: additions and removals take effect in the order of the calls, and a search sees at least what was
 * acknowledged before it was called. Every implementation passes the suite `test/conformance/vectorIndex.ts`.
 */
export interface VectorIndex {
  /** How many vectors a search can find. */
  readonly size: number;
  /**
   * Adds a block, copying it. Its ids are above all that were added before; a block that is there already stays
   * as it is, so that what was cut off can be done again. Yields to the event loop while it works. An aborted `signal`
   * rejects with its reason, some vectors added.
   */
  add(block: VectorBlock, signal?: AbortSignal): Promise<void>;
  /** Takes ids out of every later search and returns how many of them were there. */
  remove(ids: IdRange): Promise<number>;
  /** Up to `count` nearest vectors, best first, among those that pass the filter. */
  search(vector: Embedding, count: number, filter?: VectorFilter): Promise<VectorHit[]>;
}
