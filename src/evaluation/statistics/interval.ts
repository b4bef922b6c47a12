import { normalQuantile } from "./normal.js";

/** A confidence interval. */
export type Interval = readonly [low: number, high: number];

/** Standard deviations that hold 95 % of a normal distribution about its mean. */
export const z95 = normalQuantile(0.975);

/**
 * 95 % interval of a share of `hits` in `count` (Wilson 1927): right also for few and for shares near 0 or 1.
 *
 * The examples must not depend on each other; see `clusteredShareInterval` where several come from one video.
 */
export function wilsonInterval(hits: number, count: number): Interval {
  return scoreInterval(hits / count, count, z95);
}

/** The interval of a share whose standardised error has quantile `z`; `count` need not be whole. */
export function scoreInterval(share: number, count: number, z: number): Interval {
  const weight = z ** 2 / count;
  const centre = (share + weight / 2) / (1 + weight);
  const half = (Math.sqrt((share * (1 - share)) / count + weight / (4 * count)) * z) / (1 + weight);
  return [Math.max(0, centre - half), Math.min(1, centre + half)];
}
