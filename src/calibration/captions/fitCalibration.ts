import { logistic } from "../../core/logistic.js";
import { confidenceOf, type ConfidenceCurve, type KindCalibration } from "../../annotators/concepts/calibration.js";
import { lowerBound, upperBound } from "./shareBounds.js";

/** A concept that was measured, and whether it was there. */
export interface ConceptObservation {
  /** The words of the concept. */
  readonly says: string;
  readonly stand: number;
  readonly margin: number;
  readonly isTrue: boolean;
}

/** How levels are set. */
export interface LevelOptions {
  /** Share of what is said that shall be true. Default: 0.9. */
  readonly precision?: number | undefined;
  /** Lets a phrase of which too little was seen take the level of its group. */
  readonly groupOf?: ((phrase: string) => string) | undefined;
}

/** So many tell nine in ten from fewer. */
const surest = 60;
const steps = 4000;
const stepSize = 0.3;
const ridge = 1e-3;

/**
 * Fits how a measured concept becomes a probability, and from which probability on it is said.
 *
 * The probability is a logistic regression on `fitted` (Platt 1999) whose weights are not negative: a concept is not
 * believed less because it stands out more. The level is the lowest at which, of those in `held`, the lower bound for the
 * share that is true reaches `precision`; without one nothing of the kind is said. As one phrase is right where its kind is not, and
 * the other way round, each of `phrases` has a level of its own, and is not said without one.
 *
 * Where too little is known for that, `groupOf` lets a phrase borrow: it takes the level of its group, unless what it was
 * itself wrong about there makes it unlikely that it is right so often.
 */
export function fitCalibration(
  fitted: readonly ConceptObservation[],
  held: readonly ConceptObservation[],
  phrases: readonly string[],
  { precision = 0.9, groupOf }: LevelOptions = {},
): Omit<KindCalibration, "unknown"> {
  const curve = fitCurve(fitted);
  const believed = held.map((one): Believed => ({ ...one, confidence: confidenceOf(one, curve) }));
  const ownLevel = (phrase: string) =>
    lowestLevel(
      believed.filter(({ says }) => says === phrase),
      precision,
    );
  const own = new Map(phrases.map((phrase) => [phrase, ownLevel(phrase)]));
  const without = phrases.filter((phrase) => own.get(phrase) === null);
  const borrowed = groupOf ? poolLevels(believed, without, groupOf, precision) : undefined;
  const levels = phrases.map((phrase) => [phrase, own.get(phrase) ?? borrowed?.get(phrase) ?? null] as const);
  return { ...curve, minConfidence: lowestLevel(believed, precision), levels: Object.fromEntries(levels) };
}

interface Believed extends ConceptObservation {
  readonly confidence: number;
}

function fitCurve(fitted: readonly ConceptObservation[]): ConfidenceCurve {
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
  return { offset, standWeight, marginWeight };
}

function lowestLevel(believed: readonly Believed[], precision: number): number | null {
  const ordered = believed.toSorted((a, b) => b.confidence - a.confidence);
  let level: number | null = null;
  let right = 0;
  for (const [n, { confidence, isTrue }] of ordered.entries()) {
    right += Number(isTrue);
    if (lowerBound(right, n + 1) >= precision) level = confidence;
  }
  return level;
}

/** Levels that phrases without one of their own share with their group. */
function poolLevels(
  believed: readonly Believed[],
  phrases: readonly string[],
  groupOf: (phrase: string) => string,
  precision: number,
): ReadonlyMap<string, number> {
  const seen = phrases.filter((phrase) => believed.some(({ says, isTrue }) => says === phrase && isTrue));
  return new Map(
    [...new Set(seen.map(groupOf))].flatMap((group) => {
      const { level, sharing } = sharedLevel(
        believed,
        seen.filter((phrase) => groupOf(phrase) === group),
        precision,
      );
      return level === null ? [] : sharing.map((phrase) => [phrase, level] as const);
    }),
  );
}

/**
 * The level of phrases that share one. One that is unlikely to be right there so often leaves them, the worst
 * first, and the level is looked for again. While there is none, what counts is how right they are where they are surest.
 */
function sharedLevel(
  believed: readonly Believed[],
  members: readonly string[],
  precision: number,
): { readonly level: number | null; readonly sharing: readonly string[] } {
  const ordered = believed.filter(({ says }) => members.includes(says)).toSorted((a, b) => b.confidence - a.confidence);
  const level = lowestLevel(ordered, precision);
  const said = level === null ? ordered.slice(0, surest) : ordered.filter(({ confidence }) => confidence >= level);
  const bounds = members.map((phrase) => {
    const ofPhrase = said.filter(({ says }) => says === phrase);
    return { phrase, bound: upperBound(ofPhrase.filter(({ isTrue }) => isTrue).length, ofPhrase.length) };
  });
  const worst = bounds.toSorted((a, b) => a.bound - b.bound)[0];
  if (!worst || worst.bound >= precision) return { level, sharing: level === null ? [] : members };
  return sharedLevel(
    believed,
    members.filter((phrase) => phrase !== worst.phrase),
    precision,
  );
}
