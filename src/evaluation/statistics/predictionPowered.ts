import type { Interval } from "./interval.js";
import { studentQuantile } from "./student.js";
import { meanOf, sumOf, varianceOf } from "./summary.js";

/** An example that a person and a model have judged. */
export interface LabelledExample {
  /** What the person says: a number, or 0 and 1. */
  readonly truth: number;
  /** What the model says, on the same scale. */
  readonly predicted: number;
  /** Video that it comes from; default: one of its own. */
  readonly cluster?: string | undefined;
}

/** An example that only the model has judged. */
export type PredictedExample = Omit<LabelledExample, "truth">;

/** A mean that few labels correct and many predictions sharpen. */
export interface PredictionPoweredMean {
  readonly mean: number;
  readonly standardError: number;
  /** 95 % interval. */
  readonly interval: Interval;
  /** How far the predictions are used: 0 not at all, 1 fully. */
  readonly weight: number;
  /** Labels that would give the same standard error without predictions. */
  readonly worthLabels: number;
}

/**
 * Mean of a judgement over all examples, of which people have judged a random part and a model all (prediction-powered
 * inference, Angelopoulos et al. 2023, https://arxiv.org/abs/2301.09633).
 *
 * Holds however wrong the model is, if the labelled examples are drawn at random from all. `weight` is chosen so that
 * the standard error is smallest (PPI++, Angelopoulos, Duchi & Zrnic 2023, https://arxiv.org/abs/2311.01453); pass 1
 * for the first paper's estimate. Examples of one video may be among both. Needs two labelled examples, of two videos.
 */
export function predictionPoweredMean(
  labelled: readonly LabelledExample[],
  unlabelled: readonly PredictedExample[],
  options: { readonly weight?: number | undefined } = {},
): PredictionPoweredMean {
  const weight = options.weight ?? bestWeight(labelled, unlabelled);
  const judged = labelled.map(({ truth, predicted }) => truth - weight * predicted);
  const guessed = unlabelled.map(({ predicted }) => weight * predicted);
  const [judgedMean, guessedMean] = [meanOf(judged), guessed.length > 0 ? meanOf(guessed) : 0];
  const influences = new Map<string, number>();
  const add = (cluster: string, influence: number) =>
    influences.set(cluster, (influences.get(cluster) ?? 0) + influence);
  for (const [n, { cluster }] of labelled.entries())
    add(
      cluster === undefined ? `labelled ${n}` : `video ${cluster}`,
      ((judged[n] as number) - judgedMean) / judged.length,
    );
  for (const [n, { cluster }] of unlabelled.entries())
    add(
      cluster === undefined ? `unlabelled ${n}` : `video ${cluster}`,
      ((guessed[n] as number) - guessedMean) / guessed.length,
    );
  const ofLabels = new Set(labelled.map(({ cluster }, n) => cluster ?? `labelled ${n}`)).size;
  const correction = ofLabels / (ofLabels - 1);
  const standardError = Math.sqrt(correction * sumOf([...influences.values()].map((influence) => influence ** 2)));
  const mean = judgedMean + guessedMean;
  const half = studentQuantile(0.975, ofLabels - 1) * standardError;
  const worthLabels = varianceOf(labelled.map(({ truth }) => truth)) / standardError ** 2;
  return { mean, standardError, interval: [mean - half, mean + half], weight, worthLabels };
}

/** The weight of least variance, in [0, 1]: covariance of truth and prediction over the prediction's variance. */
function bestWeight(labelled: readonly LabelledExample[], unlabelled: readonly PredictedExample[]): number {
  if (unlabelled.length === 0) return 0;
  const truthMean = meanOf(labelled.map(({ truth }) => truth));
  const predictedMean = meanOf(labelled.map(({ predicted }) => predicted));
  const products = labelled.map(({ truth, predicted }) => (truth - truthMean) * (predicted - predictedMean));
  const covariance = sumOf(products) / (labelled.length - 1);
  const variance = varianceOf([...labelled, ...unlabelled].map(({ predicted }) => predicted));
  if (!(variance > 0)) return 0;
  return Math.min(1, Math.max(0, covariance / (variance * (1 + labelled.length / unlabelled.length))));
}
