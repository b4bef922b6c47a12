import { meanOf, sumOf } from "../../statistics/summary.js";

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

/** Calibration error as the root mean square over the bins (Kumar, Liang & Ma 2019), in [0, 1]. */
export function rootMeanSquareCalibrationError(answers: readonly JudgedAnswer[], binCount?: number): number {
  const squares = toReliabilityBins(answers, binCount).map(
    ({ count, meanConfidence, accuracy }) => (count / answers.length) * (meanConfidence - accuracy) ** 2,
  );
  return Math.sqrt(sumOf(squares));
}

/** The largest distance of confidence and accuracy in any bin (Naeini et al. 2015), in [0, 1]. */
export function maximumCalibrationError(answers: readonly JudgedAnswer[], binCount?: number): number {
  const distances = toReliabilityBins(answers, binCount).map(({ meanConfidence, accuracy }) =>
    Math.abs(meanConfidence - accuracy),
  );
  return Math.max(...distances);
}

/**
 * Brier's score of probabilities over classes, `[examples][classes]`: the mean over examples of the squared distance to
 * the right class, in [0, 2] (Brier 1950).
 */
export function brierScore(probabilities: readonly (readonly number[])[], right: readonly number[]): number {
  return meanOf(
    probabilities.map((row, n) => sumOf(row.map((probability, k) => (probability - Number(k === right[n])) ** 2))),
  );
}

/** Mean of -ln of the probability that each example's right class was given. */
export function negativeLogLikelihood(probabilities: readonly (readonly number[])[], right: readonly number[]): number {
  return meanOf(probabilities.map((row, n) => -Math.log(row[right[n] as number] as number)));
}
