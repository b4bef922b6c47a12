import { createRandom } from "../../core/random.js";
import { associationsOf, type AssociationCosines } from "../metrics/fairness/association.js";
import { quantileOf } from "../statistics/bootstrap.js";
import type { Interval } from "../statistics/interval.js";
import { drawChiSquared, drawNormal } from "../statistics/draws.js";
import type { ResamplingOptions } from "../statistics/resampling.js";
import { meanOf, sumOf, varianceOf } from "../statistics/summary.js";

/**
 * 95 % interval of the effect size: what endless targets of the same kinds would have with as many other attributes of the
 * same kinds.
 *
 * A generalised confidence interval (Weerahandi 1993, https://doi.org/10.1080/01621459.1993.10476355), by 2000 `rounds`. Targets
 * and attributes are random effects that cross. The variance of the targets' associations is drawn from what is known of it,
 * for normal ones of the same spread in both sets, then the difference of the means, and both make an effect size. Where
 * attributes do not vary, that is exactly the interval by the noncentral t distribution. Unlike resamples of eight words it
 * knows that eight words say little of a standard deviation, which is what the largest effects depend on.
 *
 * `src/evaluation/README.md` says how often it holds the effect of simulated sets. Undefined for a set of one.
 */
export function associationInterval(
  cosines: AssociationCosines,
  { rounds = 2000, seed = 1 }: ResamplingOptions = {},
): Interval | undefined {
  const { first, second, firstAttributes } = cosines;
  const attributes = (first[0] ?? []).map((_, n) => n);
  const sets = [attributes.slice(0, firstAttributes), attributes.slice(firstAttributes)] as const;
  if (Math.min(first.length, second.length, sets[0].length, sets[1].length) < 2) return undefined;
  const [ofFirst, ofSecond] = [associationsOf(first, sets), associationsOf(second, sets)];
  const difference = meanOf(ofFirst) - meanOf(ofSecond);
  const freedom = first.length + second.length - 2;
  const within = ((first.length - 1) * varianceOf(ofFirst) + (second.length - 1) * varianceOf(ofSecond)) / freedom;
  const noises = sets.map((set) => attributeNoise(cosines, set));
  const twice = sumOf([first, second].flatMap((rows) => sets.map((set) => crossedNoise(rows, set))));
  const share = first.length / (freedom + 2);
  const random = createRandom(seed);
  const effects = Array.from({ length: rounds }, () => {
    const variance = (within * freedom) / drawChiSquared(freedom, random);
    const ofAttributes = sumOf(
      noises.map((noise) => (noise.variance * noise.freedom) / drawChiSquared(noise.freedom, random)),
    );
    const ofTargets = variance / first.length + variance / second.length;
    const drawn = difference - drawNormal(random) * Math.sqrt(ofTargets + Math.max(0, ofAttributes - twice));
    return drawn / Math.sqrt(variance + share * (1 - share) * drawn ** 2);
  }).toSorted((a, b) => a - b);
  return [quantileOf(effects, 0.025), quantileOf(effects, 0.975)];
}

/** Variance that a set of attributes gives to the difference of the targets' means. */
function attributeNoise({ first, second }: AssociationCosines, set: readonly number[]) {
  const meanTo = (rows: AssociationCosines["first"], n: number) => meanOf(rows.map((row) => row[n] as number));
  const differences = set.map((n) => meanTo(first, n) - meanTo(second, n));
  return { variance: varianceOf(differences) / set.length, freedom: set.length - 1 };
}

/** Variance of a mean of cosines by what neither the target nor the attribute explains: it counts with both. */
function crossedNoise(rows: AssociationCosines["first"], set: readonly number[]): number {
  const table = rows.map((row) => set.map((n) => row[n] as number));
  const ofRows = table.map(meanOf);
  const ofColumns = set.map((_, n) => meanOf(table.map((row) => row[n] as number)));
  const all = meanOf(ofRows);
  const squares = table.flatMap((row, r) =>
    row.map((value, c) => (value - (ofRows[r] as number) - (ofColumns[c] as number) + all) ** 2),
  );
  return sumOf(squares) / ((rows.length - 1) * (set.length - 1)) / (rows.length * set.length);
}
