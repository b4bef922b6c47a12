import { rowProducts } from "../../core/rowProducts.js";
import type { VectorHit, VectorIndex } from "./vectorIndex.js";

/** Rows with the `count` highest scores among those `accepts` lets pass, best first; ties go to the lower row. */
export function topRows(scores: Float32Array, count: number, accepts?: (row: number) => boolean): number[] {
  const best: number[] = [];
  let floor = -Infinity;
  for (let row = 0; row < scores.length; row += 1) {
    const score = scores[row] as number;
    if (!(score > floor || best.length < count) || (accepts && !accepts(row))) continue;
    let low = 0;
    let high = best.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((scores[best[middle] as number] as number) >= score) low = middle + 1;
      else high = middle;
    }
    best.splice(low, 0, row);
    if (best.length > count) best.pop();
    if (best.length === count) floor = count > 0 ? (scores[best[count - 1] as number] as number) : Infinity;
  }
  return best;
}

/** Exact search over one flat matrix: the oracle for every other index, and the faster one for small archives. */
export function createExactIndex(dimension: number): VectorIndex {
  let matrix = new Float32Array(0);
  let products = new Float32Array(0); // of the search at hand
  let ids: number[] = [];
  const rowOf = new Map<number, number>();

  const reserve = (rows: number): void => {
    if (rows * dimension <= matrix.length) return;
    const grown = new Float32Array(Math.max(rows, Math.ceil((matrix.length / dimension) * 1.5)) * dimension);
    grown.set(matrix.subarray(0, ids.length * dimension));
    matrix = grown;
  };

  const removeOne = (id: number): boolean => {
    const row = rowOf.get(id);
    if (row === undefined) return false;
    const last = ids.length - 1;
    const moved = ids[last] as number;
    matrix.copyWithin(row * dimension, last * dimension, (last + 1) * dimension);
    ids[row] = moved;
    rowOf.set(moved, row);
    rowOf.delete(id);
    ids.length = last;
    return true;
  };

  return {
    get size() {
      return ids.length;
    },

    async add(added, vectors, signal) {
      signal?.throwIfAborted();
      reserve(ids.length + added.length);
      for (let n = 0; n < added.length; n += 1) {
        const id = added[n] as number;
        const row = rowOf.get(id) ?? ids.length;
        matrix.set(vectors.subarray(n * dimension, (n + 1) * dimension), row * dimension);
        ids[row] = id;
        rowOf.set(id, row);
      }
    },

    remove(removed) {
      let count = 0;
      for (const id of removed) if (removeOne(id)) count += 1;
      return count;
    },

    async search(vector, count, accepts): Promise<VectorHit[]> {
      if (products.length !== ids.length) products = new Float32Array(ids.length);
      const scores = rowProducts(matrix, vector, products);
      const rows = topRows(scores, count, accepts && ((row) => accepts(ids[row] as number)));
      return rows.map((row) => ({ id: ids[row] as number, similarity: scores[row] as number }));
    },
  };
}
