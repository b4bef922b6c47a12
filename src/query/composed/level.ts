import type { CellTimes } from "./gap.js";

/** Similarities that differ by less say nothing about where. */
const flat = 1e-4;

/** Half-way from a curve's mean over time to its highest value: what lies above stands out. */
export function levelOf(values: ArrayLike<number>, { startSeconds, endSeconds }: CellTimes): number {
  let sum = 0;
  let seconds = 0;
  let highest = Number.NEGATIVE_INFINITY;
  for (let cell = 0; cell < values.length; cell += 1) {
    const value = values[cell] as number;
    if (value === Number.NEGATIVE_INFINITY) continue;
    const length = Math.max(1e-3, (endSeconds[cell] as number) - (startSeconds[cell] as number));
    sum += value * length;
    seconds += length;
    highest = Math.max(highest, value);
  }
  if (seconds === 0) return Number.POSITIVE_INFINITY;
  const mean = sum / seconds;
  return highest - mean < flat ? mean - flat : (mean + highest) / 2;
}

/** The longest runs of cells that are at least as high as a level, both ends included, in order. */
export function runsAbove(values: ArrayLike<number>, level: number): [from: number, to: number][] {
  const runs: [number, number][] = [];
  for (let cell = 0; cell < values.length; cell += 1) {
    if (!((values[cell] as number) >= level)) continue;
    const last = runs.at(-1);
    if (last && last[1] === cell - 1) last[1] = cell;
    else runs.push([cell, cell]);
  }
  return runs;
}
