import { meanOf, sumOf } from "../../statistics/summary.js";
import { overlapsOf, type CaptionedVideo, type CaptionMetric } from "./timedCaption.js";

/** Means over videos. */
export interface SodaScore {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

/**
 * How captions are matched and what a match is worth: `a` at fixed overlaps, `b` by overlap and worth the caption's
 * score, `c` (the usual one) by overlap times score and worth that, `d` by overlap alone.
 */
export type SodaVariant = "a" | "b" | "c" | "d";

/** A match must overlap more than each of these in turn. */
const fixedOverlaps = [0.9, 0.7, 0.5, 0.3];

/**
 * SODA: the story that timed captions tell, matched in order so that repeating and shuffling earns nothing (Fujita et
 * al. 2020, https://www.ecva.net/papers/eccv_2020/papers_ECCV/html/753_ECCV_2020_paper.php).
 *
 * As in the reference code the metric takes the true caption for the candidate and the predicted ones for references,
 * one video at a time; that decides which n-grams count as rare for CIDEr-D. Written anew from the paper.
 */
export function soda(videos: readonly CaptionedVideo[], metric: CaptionMetric, variant: SodaVariant = "c"): SodaScore {
  const scores = videos.map((video) => scoreVideo(video, metric, variant));
  return {
    precision: meanOf(scores.map(({ precision }) => precision)),
    recall: meanOf(scores.map(({ recall }) => recall)),
    f1: meanOf(scores.map(({ f1 }) => f1)),
  };
}

function scoreVideo(video: CaptionedVideo, metric: CaptionMetric, variant: SodaVariant): SodaScore {
  if (video.predicted.length === 0) return { precision: 0, recall: 0, f1: 0 };
  const overlaps = overlapsOf(video);
  if (variant === "d") return toScore(video, worthOf(overlaps, overlaps));
  const captions = video.truth.map(
    ({ words }) => metric(video.predicted.map((other) => ({ candidate: words, references: [other.words] }))).each,
  );
  if (variant === "b") return toScore(video, worthOf(overlaps, captions));
  if (variant === "c") {
    const products = overlaps.map((row, n) => row.map((overlap, m) => overlap * (captions[n]?.[m] as number)));
    return toScore(video, worthOf(products, products));
  }
  const scores = fixedOverlaps.map((least) => {
    const enough = overlaps.map((row) => row.map((overlap) => (overlap > least ? overlap : 0)));
    return toScore(video, worthOf(enough, captions));
  });
  return {
    precision: meanOf(scores.map(({ precision }) => precision)),
    recall: meanOf(scores.map(({ recall }) => recall)),
    f1: meanOf(scores.map(({ f1 }) => f1)),
  };
}

const worthOf = (gains: readonly (readonly number[])[], worth: readonly (readonly number[])[]): number =>
  sumOf(matchInOrder(gains).map(([n, m]) => worth[n]?.[m] as number));

function toScore({ truth, predicted }: CaptionedVideo, worth: number): SodaScore {
  const [precision, recall] = [worth / predicted.length, worth / truth.length];
  return { precision, recall, f1: worth > 0 ? (2 * precision * recall) / (precision + recall) : 0 };
}

/**
 * Pairs [row, column] of rising rows and columns with the largest sum of gains, by dynamic programming in O(rows ·
 * columns); pairs that gain nothing are left out.
 */
export function matchInOrder(gains: readonly (readonly number[])[]): [row: number, column: number][] {
  const columns = gains[0]?.length ?? 0;
  const best = [Array.from<number>({ length: columns + 1 }).fill(0)];
  for (const row of gains) {
    const above = best.at(-1) as number[];
    const current = [0];
    for (const [m, gain] of row.entries())
      current.push(Math.max(above[m + 1] as number, current[m] as number, (above[m] as number) + gain));
    best.push(current);
  }
  const pairs: [number, number][] = [];
  let [n, m] = [gains.length, columns];
  while (n > 0 && m > 0) {
    const here = best[n]?.[m];
    if (here === best[n - 1]?.[m]) n -= 1;
    else if (here === best[n]?.[m - 1]) m -= 1;
    else pairs.push([(n -= 1), (m -= 1)]);
  }
  return pairs.toReversed();
}
