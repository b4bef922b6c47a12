import { toFigure, type Figure } from "../figure.js";
import { bootstrapInterval } from "../statistics/bootstrap.js";
import { spearmanCorrelation } from "../statistics/correlation.js";
import { linearTrend } from "../statistics/trend.js";
import type { Frequencies } from "./frequencies.js";

/** How well a class is recognised, and words for it. */
export interface RecognisedClass {
  readonly name: string;
  readonly words: readonly string[];
  readonly examples: number;
  readonly accuracy: number;
}

/** With fewer a line through them says nothing. */
export const leastClasses = 8;

interface Point extends RecognisedClass {
  readonly pictures: number;
  readonly texts: number;
  /** Which of its words stood there so often: it may mean something else there, as "orange" does. */
  readonly counted: Readonly<Record<"pictures" | "texts", string>>;
}

/** A class and how often it stood in the training data, by the commonest of its words; without those that were not counted. */
export function toPoints(classes: readonly RecognisedClass[], frequencies: Frequencies): Point[] {
  return classes.flatMap((one) => {
    const counted = one.words.flatMap((word) => {
      const frequency = frequencies.of(word);
      return frequency ? [{ word, ...frequency }] : [];
    });
    const [first] = counted;
    if (!first) return [];
    const most = (of: "pictures" | "texts") => counted.reduce((a, b) => (b[of] > a[of] ? b : a), first);
    const [inPictures, inTexts] = [most("pictures"), most("texts")];
    return [
      {
        ...one,
        pictures: inPictures.pictures,
        texts: inTexts.texts,
        counted: { pictures: inPictures.word, texts: inTexts.word },
      },
    ];
  });
}

/**
 * Accuracy of classes against how often each stood in the training data: how much higher it is for ten times as many
 * pictures, and texts. Intervals are over classes. There are at least {@link leastClasses} points.
 */
export function trendFigures(points: readonly Point[]): Figure[] {
  return (["pictures", "texts"] as const).flatMap((of) => {
    if (new Set(points.map((point) => point[of])).size === 1) return [];
    const placed = points.map((point) => ({ x: Math.log10(1 + point[of]), y: point.accuracy }));
    const { slope, intercept } = linearTrend(placed);
    return toFigure({
      name: `accuracy-per-tenfold-${of}`,
      what: `how much higher the accuracy of a class is for ten times as many training ${of} in which it stood`,
      value: slope,
      count: points.length,
      interval: bootstrapInterval(placed, (sample) => linearTrend(sample).slope),
      chance: 0,
      detail: {
        accuracyOfNone: intercept,
        rankCorrelation: orNull(
          spearmanCorrelation(
            placed.map(({ x }) => x),
            placed.map(({ y }) => y),
          ),
        ),
        points: points.map(({ name, examples, accuracy, ...point }) => ({
          name,
          word: point.counted[of],
          count: point[of],
          accuracy,
          examples,
        })),
      },
    });
  });
}

const orNull = (value: number): number | null => (Number.isFinite(value) ? value : null);
