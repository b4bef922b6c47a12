import { createRandom } from "../../core/random.js";
import type { ResamplingOptions } from "./resampling.js";
import { sumOf } from "./summary.js";

/** So many clusters have few enough swaps to try them all: 65,536. */
const mostExact = 16;

/**
 * Two-sided p of whether two systems do equally well: how often swapping them, cluster by cluster, gives a difference
 * as large.
 *
 * `differences` holds one number a cluster: the first system's sum over the cluster's examples less the second's. Up to
 * 16 clusters every swap is tried; beyond, `rounds` (10,000) are drawn, with the observed one among them, so that p is
 * never 0 (Phipson & Smyth 2010).
 */
export function pairedPermutationTest(
  differences: readonly number[],
  { rounds = 10_000, seed = 1 }: ResamplingOptions = {},
): number {
  const told = differences.filter((difference) => difference !== 0);
  const observed = Math.abs(sumOf(told));
  // Sums of the same numbers in another order differ in their last digits.
  const least = observed - 1e-9 * sumOf(told.map(Math.abs));
  if (told.length <= mostExact) {
    const countLarge = (n: number, sum: number): number => {
      const difference = told[n];
      if (difference === undefined) return Number(Math.abs(sum) >= least);
      return countLarge(n + 1, sum + difference) + countLarge(n + 1, sum - difference);
    };
    return countLarge(0, 0) / 2 ** told.length;
  }
  const random = createRandom(seed);
  let hits = 0;
  for (let round = 0; round < rounds; round += 1) {
    let sum = 0;
    for (const difference of told) sum += random() < 1 / 2 ? difference : -difference;
    hits += Number(Math.abs(sum) >= least);
  }
  return (hits + 1) / (rounds + 1);
}
