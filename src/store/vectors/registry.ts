import { z } from "zod";
import { createRegistry, toEntry } from "../../core/registry.js";
import { createExactIndex } from "./exactIndex.js";
import { createHnswIndex } from "./hnswIndex.js";
import type { VectorIndex, VectorSpace } from "./vectorIndex.js";

/** The kinds of vector indexes; what they are built with is the space of their vectors. */
export const vectorIndexes = createRegistry("vector index", {
  exact: toEntry(z.strictObject({}), (_, space: VectorSpace): VectorIndex => createExactIndex(space)),
  hnsw: toEntry(z.strictObject({}), (_, space: VectorSpace): VectorIndex => createHnswIndex(space)),
});
