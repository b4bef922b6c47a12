import { scoreInterval, type Interval } from "./interval.js";
import { studentQuantile } from "./student.js";
import { meanOf, sumOf } from "./summary.js";

/** Items by their key, as examples by the video that they come from; clusters in the order of their first item. */
export function toClusters<Item>(items: readonly Item[], keyOf: (item: Item) => string): Item[][] {
  const clusters = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const cluster = clusters.get(key);
    if (cluster) cluster.push(item);
    else clusters.set(key, [item]);
  }
  return [...clusters.values()];
}

/**
 * Standard error of the mean of examples of which several come from one cluster, as the questions of one video do.
 *
 * `clusters` are arrays of examples, none empty. Clusters may differ in size: the mean is a ratio of two sums,
 * linearised, times √(G/(G-1)) for G clusters. Without that factor it is the estimate of Miller 2024
 * (https://arxiv.org/abs/2411.00640).
 */
export function clusteredStandardError(clusters: readonly (readonly number[])[]): number {
  const count = sumOf(clusters.map(({ length }) => length));
  const mean = sumOf(clusters.map(sumOf)) / count;
  const squares = sumOf(clusters.map((cluster) => (sumOf(cluster) - cluster.length * mean) ** 2));
  return Math.sqrt((squares * clusters.length) / (clusters.length - 1)) / count;
}

/**
 * How many times more examples are needed than if none depended on another (Kish 1965): 1 where clusters do not matter.
 *
 * NaN for examples that are all the same, or of one cluster only.
 */
export function designEffect(clusters: readonly (readonly number[])[]): number {
  const all = clusters.flat();
  const mean = meanOf(all);
  const variance = sumOf(all.map((value) => (value - mean) ** 2)) / (all.length - 1);
  return clusteredStandardError(clusters) ** 2 / (variance / all.length);
}

/**
 * Examples that do not depend on each other and would tell as much. More than there are where clusters happen to
 * balance each other; as many as clusters where nothing varies, so that nothing can be learnt of it.
 */
export function effectiveCount(clusters: readonly (readonly number[])[]): number {
  const effect = designEffect(clusters);
  return effect > 0 ? sumOf(clusters.map(({ length }) => length)) / effect : clusters.length;
}

/**
 * 95 % interval of a share over clusters, of which `clusters` gives the outcomes, 0 or 1: Wilson's for the effective
 * count with Student's quantile for the number of clusters (after Korn & Graubard 1998).
 *
 * On simulated videos it holds the truth 93 to 98 times in 100 from four clusters on, also for shares near 1. Never
 * empty, also where all outcomes are the same. One cluster alone tells nothing: [0, 1].
 */
export function clusteredShareInterval(clusters: readonly (readonly number[])[]): Interval {
  if (clusters.length < 2) return [0, 1];
  const share = meanOf(clusters.flat());
  return scoreInterval(share, Math.max(1, effectiveCount(clusters)), studentQuantile(0.975, clusters.length - 1));
}
