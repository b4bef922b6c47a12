import { meanOf } from "../../statistics/summary.js";

/** An answer: how sure it claimed to be, and how right it was. */
export interface JudgedAnswer {
  /** In [0, 1]. */
  readonly confidence: number;
  /** 1 for right, 0 for wrong; shares of it where several people judged. */
  readonly correctness: number;
}

/** Answers of about the same confidence. */
export interface ReliabilityBin {
  readonly count: number;
  readonly meanConfidence: number;
  /** Mean correctness. */
  readonly accuracy: number;
}

/** Sorts answers into bins of equal width, `(low, high]`; bins that stay empty are left out. */
export function toReliabilityBins(answers: readonly JudgedAnswer[], binCount = 15): ReliabilityBin[] {
  const bins = Array.from({ length: binCount }, (): JudgedAnswer[] => []);
  for (const answer of answers) {
    const n = Math.min(binCount - 1, Math.max(0, Math.ceil(answer.confidence * binCount) - 1));
    bins[n]?.push(answer);
  }
  return bins
    .filter((bin) => bin.length > 0)
    .map((bin) => ({
      count: bin.length,
      meanConfidence: meanOf(bin.map(({ confidence }) => confidence)),
      accuracy: meanOf(bin.map(({ correctness }) => correctness)),
    }));
}

/**
 * Expected calibration error in [0, 1]: how far confidence and accuracy lie apart, over the bins by their share.
 *
 * Naeini et al. 2015; fifteen bins as in Guo et al. 2017 (https://arxiv.org/abs/1706.04599).
 */
export function expectedCalibrationError(answers: readonly JudgedAnswer[], binCount?: number): number {
  return toReliabilityBins(answers, binCount).reduce(
    (sum, { count, meanConfidence, accuracy }) => sum + (count / answers.length) * Math.abs(meanConfidence - accuracy),
    0,
  );
}
