import { createRandom } from "../../core/random.js";

/** A confidence interval. */
export type Interval = readonly [low: number, high: number];

/** Standard deviations that hold 95 % of a normal distribution about its mean. */
const z95 = 1.959963984540054;

/** 95 % interval of a share of `hits` in `count` (Wilson 1927): right also for few and for shares near 0 or 1. */
export function wilsonInterval(hits: number, count: number): Interval {
  const share = hits / count;
  const weight = z95 ** 2 / count;
  const centre = (share + weight / 2) / (1 + weight);
  const half = (Math.sqrt((share * (1 - share)) / count + weight / (4 * count)) * z95) / (1 + weight);
  return [Math.max(0, centre - half), Math.min(1, centre + half)];
}

/**
 * 95 % percentile bootstrap interval of a statistic of items (Efron 1979). The same for the same seed.
 *
 * Items that depend on each other, as the questions of one video, belong together in one item.
 */
export function bootstrapInterval<Item>(
  items: readonly Item[],
  statistic: (sample: readonly Item[]) => number,
  { rounds = 2000, seed = 1 }: { readonly rounds?: number; readonly seed?: number } = {},
): Interval {
  const random = createRandom(seed);
  const values = Array.from({ length: rounds }, () =>
    statistic(items.map(() => items[Math.floor(random() * items.length)] as Item)),
  ).sort((a, b) => a - b);
  const at = (share: number) => values[Math.round(share * (rounds - 1))] as number;
  return [at(0.025), at(0.975)];
}
