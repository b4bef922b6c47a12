import { rowProducts } from "../../core/rowProducts.js";
import { timesAt, toAcceptsTimes } from "./rowTimes.js";
import type { VectorFilter, VectorHit, VectorIndex, VectorSpace } from "./vectorIndex.js";

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
export function createExactIndex({ dimension, timesPerVector }: VectorSpace): VectorIndex {
  let matrix = new Float32Array(0);
  let times = new Float64Array(0);
  let products = new Float32Array(0); // of the search at hand
  const ids: number[] = [];
  const videoIds: string[] = [];
  const rowOf = new Map<number, number>();

  const reserve = (rows: number): void => {
    if (rows * dimension <= matrix.length) return;
    const room = Math.max(rows, Math.ceil((matrix.length / dimension) * 1.5));
    const [grown, grownTimes] = [new Float32Array(room * dimension), new Float64Array(room * timesPerVector)];
    grown.set(matrix.subarray(0, ids.length * dimension));
    grownTimes.set(times.subarray(0, ids.length * timesPerVector));
    [matrix, times] = [grown, grownTimes];
  };

  /** Puts the last row in the place of the one that goes. */
  const removeOne = (id: number): boolean => {
    const row = rowOf.get(id);
    if (row === undefined) return false;
    const last = ids.length - 1;
    const moved = ids[last] as number;
    matrix.copyWithin(row * dimension, last * dimension, (last + 1) * dimension);
    times.copyWithin(row * timesPerVector, last * timesPerVector, (last + 1) * timesPerVector);
    ids[row] = moved;
    videoIds[row] = videoIds[last] as string;
    rowOf.set(moved, row);
    rowOf.delete(id);
    ids.length = last;
    videoIds.length = last;
    return true;
  };

  const toAcceptsRow = (filter: VectorFilter): ((row: number) => boolean) | undefined => {
    const acceptsTimes = toAcceptsTimes(filter, timesPerVector);
    if (!filter.videoIds) return acceptsTimes && ((row) => acceptsTimes(times, row));
    const wanted = new Set(filter.videoIds);
    return (row) => wanted.has(videoIds[row] as string) && (!acceptsTimes || acceptsTimes(times, row));
  };

  return {
    get size() {
      return ids.length;
    },

    async add(block, signal) {
      signal?.throwIfAborted();
      if (rowOf.has(block.firstId)) return;
      const first = ids.length;
      reserve(first + block.count);
      matrix.set(block.vectors, first * dimension);
      times.set(block.times, first * timesPerVector);
      for (let n = 0; n < block.count; n += 1) {
        ids.push(block.firstId + n);
        videoIds.push(block.videoId);
        rowOf.set(block.firstId + n, first + n);
      }
    },

    async remove({ firstId, count }) {
      let removed = 0;
      for (let n = 0; n < count; n += 1) if (removeOne(firstId + n)) removed += 1;
      return removed;
    },

    async search(vector, count, filter = {}): Promise<VectorHit[]> {
      if (products.length !== ids.length) products = new Float32Array(ids.length);
      const scores = rowProducts(matrix, vector, products);
      return topRows(scores, count, toAcceptsRow(filter)).map((row) => ({
        id: ids[row] as number,
        videoId: videoIds[row] as string,
        times: timesAt(times, row, timesPerVector),
        similarity: scores[row] as number,
      }));
    },
  };
}
