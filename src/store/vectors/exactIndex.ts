import { rowProducts } from "../../core/rowProducts.js";
import { timesAt, toAcceptsTimes } from "./rowTimes.js";
import { topRows } from "./topRows.js";
import type { VectorFilter, VectorHit, VectorIndex, VectorSpace } from "./vectorIndex.js";

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
      return topRows(scores, count, toAcceptsRow(filter, { videoIds, times, timesPerVector })).map((row) => ({
        id: ids[row] as number,
        videoId: videoIds[row] as string,
        times: timesAt(times, row, timesPerVector),
        similarity: scores[row] as number,
      }));
    },
  };
}

/** The test of a filter on rows; undefined where all of them pass. */
function toAcceptsRow(
  filter: VectorFilter,
  rows: { readonly videoIds: readonly string[]; readonly times: Float64Array; readonly timesPerVector: number },
): ((row: number) => boolean) | undefined {
  const { videoIds, times, timesPerVector } = rows;
  const acceptsTimes = toAcceptsTimes(filter, timesPerVector);
  if (!filter.videoIds) return acceptsTimes && ((row) => acceptsTimes(times, row));
  const wanted = new Set(filter.videoIds);
  return (row) => wanted.has(videoIds[row] as string) && (!acceptsTimes || acceptsTimes(times, row));
}
