import { createRandom } from "../../../core/random.js";
import type { ResamplingOptions } from "../../statistics/resampling.js";
import { meanOf, sumOf, varianceOf } from "../../statistics/summary.js";
import { cosineOf } from "../cosine.js";

/** Embeddings of two sets of targets and of two sets of attributes, of any norm. */
export interface AssociationSets {
  readonly firstTargets: readonly ArrayLike<number>[];
  readonly secondTargets: readonly ArrayLike<number>[];
  readonly firstAttributes: readonly ArrayLike<number>[];
  readonly secondAttributes: readonly ArrayLike<number>[];
}

/** Cosines of targets with attributes, `[target][attribute]`. */
export interface AssociationCosines {
  readonly first: readonly (readonly number[])[];
  readonly second: readonly (readonly number[])[];
  /** So many attributes are of the first set, the others of the second. */
  readonly firstAttributes: number;
}

/** Whether the first targets are nearer to the first attributes than the second targets are. */
export interface AssociationTest {
  /** Sum of the first targets' associations less that of the second's. */
  readonly statistic: number;
  /** Difference of the means in standard deviations, Cohen's d over all targets. */
  readonly effectSize: number;
  /** One-sided: share of ways to part the targets that give as large a statistic. */
  readonly p: number;
}

/** So many ways to part the targets are all tried. */
const mostExact = 20_000;

/** How near the targets are to the attributes. */
export function toAssociationCosines(sets: AssociationSets): AssociationCosines {
  const attributes = [...sets.firstAttributes, ...sets.secondAttributes];
  const cosinesOf = (targets: readonly ArrayLike<number>[]) =>
    targets.map((target) => attributes.map((attribute) => cosineOf(target, attribute)));
  return {
    first: cosinesOf(sets.firstTargets),
    second: cosinesOf(sets.secondTargets),
    firstAttributes: sets.firstAttributes.length,
  };
}

/**
 * Word embedding association test (Caliskan et al. 2017, https://arxiv.org/abs/1608.07187); with sentences in place of
 * words SEAT (May et al. 2019), with pictures iEAT (Steed & Caliskan 2021).
 *
 * An association is the mean cosine with the first attributes less that with the second. Up to 20,000 partitions p is exact;
 * beyond, `rounds` (10,000) are drawn with `seed`, the observed one among them.
 */
export function associationTest(
  cosines: AssociationCosines,
  { rounds = 10_000, seed = 1 }: ResamplingOptions = {},
): AssociationTest {
  const attributes = (cosines.first[0] ?? []).map((_, n) => n);
  const sets = [attributes.slice(0, cosines.firstAttributes), attributes.slice(cosines.firstAttributes)] as const;
  const [first, second] = [associationsOf(cosines.first, sets), associationsOf(cosines.second, sets)];
  const all = [...first, ...second];
  // The sum over the second set is what is left of the whole, so that only the first's decides.
  const least = sumOf(first) - 1e-12 * sumOf(all.map(Math.abs));
  const partitions = partitionCount(all.length, first.length);
  return {
    statistic: sumOf(first) - sumOf(second),
    effectSize: effectSizeOf(first, second),
    p:
      partitions <= mostExact
        ? countSums(all, first.length, least) / partitions
        : drawSums(all, first.length, { least, rounds, seed }),
  };
}

/** How far each target is nearer to the first of some attributes than to the second. */
export function associationsOf(
  cosines: readonly (readonly number[])[],
  [first, second]: readonly [first: readonly number[], second: readonly number[]],
): number[] {
  const nearness = (row: readonly number[], of: readonly number[]) => meanOf(of.map((n) => row[n] as number));
  return cosines.map((row) => nearness(row, first) - nearness(row, second));
}

/** Difference of the means of two sets of associations, in standard deviations of all. */
export function effectSizeOf(first: readonly number[], second: readonly number[]): number {
  return (meanOf(first) - meanOf(second)) / Math.sqrt(varianceOf([...first, ...second]));
}

/** Ways to choose `size` of `count`. */
function partitionCount(count: number, size: number): number {
  let ways = 1;
  for (let n = 1; n <= size; n += 1) ways = (ways * (count - size + n)) / n;
  return Math.round(ways);
}

/** How many choices of `size` values sum to `least` or more. */
function countSums(values: readonly number[], size: number, least: number): number {
  const count = (from: number, left: number, sum: number): number => {
    if (left === 0) return Number(sum >= least);
    let hits = 0;
    for (let n = from; n <= values.length - left; n += 1) hits += count(n + 1, left - 1, sum + (values[n] as number));
    return hits;
  };
  return count(0, size, 0);
}

function drawSums(
  values: readonly number[],
  size: number,
  { least, rounds, seed }: { readonly least: number; readonly rounds: number; readonly seed: number },
): number {
  const random = createRandom(seed);
  const shuffled = [...values];
  let hits = 0;
  for (let round = 0; round < rounds; round += 1) {
    let sum = 0;
    for (let n = 0; n < size; n += 1) {
      const m = n + Math.floor(random() * (shuffled.length - n));
      [shuffled[n], shuffled[m]] = [shuffled[m] as number, shuffled[n] as number];
      sum += shuffled[n] as number;
    }
    hits += Number(sum >= least);
  }
  return (hits + 1) / (rounds + 1);
}
