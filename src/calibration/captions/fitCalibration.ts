import { logistic } from "../../core/logistic.js";
import { confidenceOf, type ConfidenceCurve, type KindCalibration } from "../../annotators/concepts/calibration.js";

/** A concept that was measured, and whether it was there. */
export interface ConceptObservation {
  /** The words of the concept. */
  readonly says: string;
  readonly stand: number;
  readonly margin: number;
  readonly isTrue: boolean;
}

/** Share of what is said that shall be true. */
const wantedPrecision = 0.9;
/** One-sided 95 %: few observations do not pass for many, though the luckiest of many levels is taken. */
const normalQuantile = 1.645;
const steps = 4000;
const stepSize = 0.3;
const ridge = 1e-3;

/**
 * Fits how a measured concept becomes a probability, and from which probability on it is said.
 *
 * The probability is a logistic regression on `fitted` (Platt 1999) whose weights are not negative: a concept is not
 * believed less because it stands out more. The level is the lowest at which, of those in `held`, the lower bound of
 * Wilson (1927) for the share that is true reaches 90 %; without one nothing of the kind is said. As one phrase is right where
 * its kind is not, and the other way round, each of `phrases` has a level of its own, and is not said without one.
 */
export function fitCalibration(
  fitted: readonly ConceptObservation[],
  held: readonly ConceptObservation[],
  phrases: readonly string[],
): KindCalibration {
  let [offset, standWeight, marginWeight] = [0, 0, 0];
  for (let step = 0; step < steps && fitted.length > 0; step += 1) {
    let [byOffset, byStand, byMargin] = [0, ridge * standWeight, ridge * marginWeight];
    for (const { stand, margin, isTrue } of fitted) {
      const believed = logistic(offset + standWeight * stand + marginWeight * margin);
      const error = (believed - Number(isTrue)) / fitted.length;
      byOffset += error;
      byStand += error * stand;
      byMargin += error * margin;
    }
    offset -= stepSize * byOffset;
    standWeight = Math.max(0, standWeight - stepSize * byStand);
    marginWeight = Math.max(0, marginWeight - stepSize * byMargin);
  }
  const curve = { offset, standWeight, marginWeight };
  const levelOf = (phrase: string) =>
    lowestLevel(
      held.filter(({ says }) => says === phrase),
      curve,
    );
  const levels = Object.fromEntries(phrases.map((phrase) => [phrase, levelOf(phrase)]));
  return { ...curve, minConfidence: lowestLevel(held, curve), levels };
}

function lowestLevel(held: readonly ConceptObservation[], curve: ConfidenceCurve): number | null {
  const ordered = held
    .map((observation) => ({ confidence: confidenceOf(observation, curve), isTrue: observation.isTrue }))
    .sort((a, b) => b.confidence - a.confidence);
  let level: number | null = null;
  let right = 0;
  for (const [n, { confidence, isTrue }] of ordered.entries()) {
    right += Number(isTrue);
    if (lowerBound(right, n + 1) >= wantedPrecision) level = confidence;
  }
  return level;
}

/** Lower bound of a share of which `right` of `count` were seen. */
function lowerBound(right: number, count: number): number {
  const [share, square] = [right / count, normalQuantile ** 2];
  const spread = normalQuantile * Math.sqrt((share * (1 - share) + square / (4 * count)) / count);
  return (share + square / (2 * count) - spread) / (1 + square / count);
}
