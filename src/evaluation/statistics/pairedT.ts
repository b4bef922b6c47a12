import type { Interval } from "./interval.js";
import { studentCdf, studentQuantile } from "./student.js";
import { meanOf, varianceOf } from "./summary.js";

/** Student's test of whether the mean of paired differences is 0. */
export interface PairedTTest {
  readonly meanDifference: number;
  readonly standardError: number;
  /** 95 % interval of the mean difference. */
  readonly interval: Interval;
  readonly t: number;
  /** Two-sided. */
  readonly p: number;
}

/** Compares two systems by the differences on examples, or means of clusters, that do not depend on each other. */
export function pairedTTest(differences: readonly number[]): PairedTTest {
  const meanDifference = meanOf(differences);
  const standardError = Math.sqrt(varianceOf(differences) / differences.length);
  const freedom = differences.length - 1;
  const half = studentQuantile(0.975, freedom) * standardError;
  const t = meanDifference / standardError;
  return {
    meanDifference,
    standardError,
    interval: [meanDifference - half, meanDifference + half],
    t,
    p: standardError > 0 ? 2 * studentCdf(-Math.abs(t), freedom) : Number(meanDifference === 0),
  };
}
