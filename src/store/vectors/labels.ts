import type { IdRange } from "../catalog/vectorBlock.js";

/**
 * The labels of a graph, which counts its vectors from 0 and keeps no more than 32 bits of what it is given, and the ids
 * that they stand for.
 */
export interface Labels {
  /** How many there are; the label of the next vector. */
  readonly count: number;
  /** The ids in the order of their labels, as few ranges as there can be. */
  readonly ranges: readonly IdRange[];
  /** Gives an id above all others the next label. */
  add(id: number): number;
  idOf(label: number): number;
  /** Undefined for an id that has none. */
  labelOf(id: number): number | undefined;
}

interface Run {
  readonly firstLabel: number;
  readonly firstId: number;
  count: number;
}

/** Labels of the ids in `ranges`, which rise. */
export function createLabels(ranges: readonly IdRange[] = []): Labels {
  const runs: Run[] = [];
  let count = 0;
  for (const range of ranges) {
    runs.push({ firstLabel: count, firstId: range.firstId, count: range.count });
    count += range.count;
  }
  return {
    get count() {
      return count;
    },
    get ranges() {
      return runs.map(({ firstId, count: length }) => ({ firstId, count: length }));
    },
    add(id) {
      const last = runs.at(-1);
      if (last && id < last.firstId + last.count) throw new RangeError(`id ${id} is not above those before it`);
      if (last && id === last.firstId + last.count) last.count += 1;
      else runs.push({ firstLabel: count, firstId: id, count: 1 });
      count += 1;
      return count - 1;
    },
    idOf(label) {
      const run = runs[lastUpTo(runs, "firstLabel", label)] as Run;
      return run.firstId + (label - run.firstLabel);
    },
    labelOf(id) {
      const run = runs[lastUpTo(runs, "firstId", id)];
      return run && id < run.firstId + run.count ? run.firstLabel + (id - run.firstId) : undefined;
    },
  };
}

/** Position of the last item whose value is at most `limit`, of items whose values rise; -1 where there is none. */
export function lastUpTo<Key extends string>(
  items: readonly Readonly<Record<Key, number>>[],
  key: Key,
  limit: number,
): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((items[middle] as Readonly<Record<Key, number>>)[key] <= limit) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
