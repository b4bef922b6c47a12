import { normalQuantile } from "./normal.js";
import { studentQuantile } from "./student.js";

/** The largest that a share can have. */
export const varianceOfShares = 0.25;

/** What is known before a run. */
export interface PlannedRun {
  /** Examples. */
  readonly count: number;
  /** Videos that they come from; default: each example from its own. */
  readonly clusters?: number | undefined;
  /**
   * Variance of one example's outcome, or of the difference of two outcomes where two are compared. Default
   * {@link varianceOfShares}. Two systems that disagree on a share d of the examples differ with variance of at
   * most d.
   */
  readonly variance?: number | undefined;
  /** Correlation of outcomes within a cluster, in [0, 1]; default 0. */
  readonly withinCorrelation?: number | undefined;
  /** Probability of seeing a difference where none is; default 0.05, two-sided. */
  readonly level?: number | undefined;
  /** Probability of seeing the difference where it is; default 0.8. */
  readonly power?: number | undefined;
}

/** Two sets of examples whose means are compared; `variance` is that of one example. */
export const betweenTwo = (first: number, second: number, variance = varianceOfShares): PlannedRun => ({
  count: (first * second) / (first + second),
  clusters: first + second - 1,
  variance,
});

/**
 * The smallest true difference of means that a run of this size finds with probability `power`, in the outcome's own
 * unit.
 *
 * (t₁₋α⸝₂ + t_power) · √(variance · design effect / count), as in Card et al. 2020 (https://arxiv.org/abs/2010.06595)
 * with Kish's design effect for clusters of equal size. Infinite for fewer than two clusters.
 */
export function detectableDifference(run: PlannedRun): number {
  const {
    count,
    clusters = count,
    variance = varianceOfShares,
    withinCorrelation = 0,
    level = 0.05,
    power = 0.8,
  } = run;
  if (clusters < 2) return Number.POSITIVE_INFINITY;
  const effect = 1 + Math.max(0, count / clusters - 1) * withinCorrelation;
  const quantileOf = (share: number) =>
    clusters > 1000 ? normalQuantile(share) : studentQuantile(share, clusters - 1);
  return (quantileOf(1 - level / 2) + quantileOf(power)) * Math.sqrt((variance * effect) / count);
}
