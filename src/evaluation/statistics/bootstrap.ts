import { createRandom } from "../../core/random.js";
import { toClusters } from "./clusters.js";
import type { Interval } from "./interval.js";
import { normalCdf, normalQuantile } from "./normal.js";
import type { ResamplingOptions } from "./resampling.js";
import { studentQuantile } from "./student.js";
import { meanOf, sumOf } from "./summary.js";

/** With fewer clusters resamples are too few and too alike: 5 give 126 different ones. */
const leastClusters = 8;

/** Leaving out each of more clusters takes longer than it is worth: the acceleration goes with 1/√n. */
const mostLeftOut = 2000;

/** How clusters are drawn. */
export interface BootstrapOptions<Cluster> extends ResamplingOptions {
  /** Of several sets that are drawn from apart, each as large as it is: which one a cluster is of. Default: one set. */
  readonly stratumOf?: ((cluster: Cluster) => string) | undefined;
  /** Between which the statistic lies for any clusters, as a share from 0 to 1. Default: anywhere. */
  readonly bounds?: Interval | undefined;
}

/**
 * 95 % interval of a statistic of clusters, as of source videos with all that was asked about each, by 2000 resamples.
 *
 * From eight clusters on the bias-corrected accelerated bootstrap (Efron 1987), whose tails are widened as Student's
 * are for few clusters (Hesterberg 2015, https://doi.org/10.1080/00031305.2015.1089789); below, the jackknife's
 * standard error with Student's quantile. On simulated clustered means, shares and differences it holds the truth 93 to
 * 96 times in 100 from ten clusters on, where plain percentiles do from thirty on; for five clusters 90 to 93 times,
 * but 81 for a share near 1; and for skewed measures as of times 87 to 92 times.
 *
 * `statistic` takes any number of clusters, at least one, in any order. Where nothing varies the interval is a point:
 * for shares, and for few clusters, `clusteredShareInterval` is the better one. Undefined for fewer than two clusters
 * of a stratum, and where no resample has a value.
 */
export function bootstrapInterval<Cluster>(
  clusters: readonly Cluster[],
  statistic: (sample: readonly Cluster[]) => number,
  options: BootstrapOptions<Cluster> = {},
): Interval | undefined {
  const strata = toClusters(clusters, options.stratumOf ?? (() => ""));
  const smallest = Math.min(...strata.map(({ length }) => length));
  if (strata.length === 0 || smallest < 2) return undefined;
  const value = statistic(clusters);
  const without =
    clusters.length > mostLeftOut
      ? []
      : strata.map((stratum, n) => leaveOut(stratum, strata.toSpliced(n, 1).flat(), statistic));
  if (clusters.length < leastClusters && strata.length === 1 && without.flat().every(Number.isFinite))
    return jackknifeInterval(value, without.flat(), options.bounds);
  const draws = bootstrapDraws(clusters, statistic, options);
  if (draws.length === 0) return undefined;
  const shift = biasOf(draws, value);
  const acceleration = accelerationOf(without);
  // The variance of resamples is too small by (n - 1)/n, and a normal's tails are too thin for an estimated variance.
  const z = studentQuantile(0.975, clusters.length - strata.length) * Math.sqrt(smallest / (smallest - 1));
  const levelOf = (tail: number) =>
    normalCdf(shift + (shift + tail) / Math.max(0.01, 1 - acceleration * (shift + tail)));
  return [quantileOf(draws, levelOf(-z)), quantileOf(draws, levelOf(z))];
}

/** The statistic of resampled clusters, smallest first; not-a-numbers are left out. */
function bootstrapDraws<Cluster>(
  clusters: readonly Cluster[],
  statistic: (sample: readonly Cluster[]) => number,
  { rounds = 2000, seed = 1, stratumOf = () => "" }: BootstrapOptions<Cluster> = {},
): number[] {
  const random = createRandom(seed);
  const strata = toClusters(clusters, stratumOf);
  const draw = () => strata.flatMap((own) => own.map(() => own[Math.floor(random() * own.length)] as Cluster));
  return Array.from({ length: rounds }, () => statistic(draw()))
    .filter((value) => !Number.isNaN(value))
    .sort((a, b) => a - b);
}

/** The statistic without each cluster of a stratum in turn. */
function leaveOut<Cluster>(
  stratum: readonly Cluster[],
  others: readonly Cluster[],
  statistic: (sample: readonly Cluster[]) => number,
): number[] {
  return stratum.map((_, left) => statistic([...others, ...stratum.toSpliced(left, 1)]));
}

/** Value at a share of sorted values, between two where it falls between. */
export function quantileOf(sorted: readonly number[], share: number): number {
  const place = Math.min(sorted.length - 1, Math.max(0, share * (sorted.length + 1) - 1));
  const [low, high] = [sorted[Math.floor(place)] ?? Number.NaN, sorted[Math.ceil(place)] ?? Number.NaN];
  return low === high ? low : low + (high - low) * (place - Math.floor(place));
}

/** How far the value lies from the middle of the draws, in standard deviations; draws of the same value count half. */
function biasOf(draws: readonly number[], value: number): number {
  const below = sumOf(draws.map((draw) => (draw < value ? 1 : draw === value ? 1 / 2 : 0)));
  const share = below / draws.length;
  return normalQuantile(Math.min(1 - 1 / draws.length, Math.max(1 / draws.length, share)));
}

/**
 * How fast the standard error changes with the value, by what it is without each cluster of each stratum; 0 where that is
 * unknown.
 */
function accelerationOf(without: readonly (readonly number[])[]): number {
  const influences = without.flatMap((values) => {
    const mean = meanOf(values);
    return values.map((value) => (mean - value) * (1 - 1 / values.length));
  });
  const cubes = sumOf(influences.map((influence) => influence ** 3));
  const squares = sumOf(influences.map((influence) => influence ** 2));
  const acceleration = cubes / (6 * squares ** 1.5);
  return Number.isFinite(acceleration) ? acceleration : 0;
}

function jackknifeInterval(
  value: number,
  without: readonly number[],
  [least, most]: Interval = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
): Interval {
  const mean = meanOf(without);
  const count = without.length;
  const standardError = Math.sqrt((sumOf(without.map((other) => (other - mean) ** 2)) * (count - 1)) / count);
  const half = studentQuantile(0.975, count - 1) * standardError;
  return [Math.max(least, value - half), Math.min(most, value + half)];
}
