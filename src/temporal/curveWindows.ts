/** Rows `[from, to]` of a curve, both inclusive. */
export type RowWindow = readonly [from: number, to: number];

/**
 * The parts of a curve that a maximal scoring subsequence through a seed can reach, in order and disjoint.
 *
 * Seed and extend, as in BLAST (Altschul et al. 1990, https://doi.org/10.1016/S0022-2836(05)80360-2): a window grows on
 * either side until what it lost since its last gain outweighs all that it has gained. So `gainOf`, asked once a row, is
 * not asked about most rows of a long video. Seeds without gain are left out.
 */
export function extendSeeds(seeds: Iterable<number>, rowCount: number, gainOf: (row: number) => number): RowWindow[] {
  const windows: [from: number, to: number][] = [];
  for (const seed of [...new Set(seeds)].sort((a, b) => a - b)) {
    const last = windows.at(-1);
    if ((last && seed <= last[1]) || gainOf(seed) <= 0) continue;
    const [from, to] = extend(seed, rowCount, gainOf);
    const joined = windows.findIndex((window) => window[1] >= from);
    if (joined === -1) windows.push([from, to]);
    else windows.splice(joined, Infinity, [Math.min(from, (windows[joined] as RowWindow)[0]), to]);
  }
  return windows;
}

function extend(seed: number, rowCount: number, gainOf: (row: number) => number): RowWindow {
  let [from, to] = [seed, seed];
  let gained = gainOf(seed);
  /** Sums of the rows since the last gain on either side, 0 or below. */
  let [lostBefore, lostAfter] = [0, 0];
  const take = (row: number, lost: number): number => {
    const sum = lost + gainOf(row);
    gained += Math.max(0, sum);
    return Math.min(0, sum);
  };
  for (;;) {
    if (to + 1 < rowCount && lostAfter + gained > 0) lostAfter = take((to += 1), lostAfter);
    else if (from > 0 && lostBefore + gained > 0) lostBefore = take((from -= 1), lostBefore);
    else return [from, to];
  }
}
