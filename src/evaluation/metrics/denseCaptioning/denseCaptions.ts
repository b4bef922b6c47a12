import { meanOf } from "../../statistics/summary.js";
import { overlapsOf, type CaptionedVideo, type CaptionMetric } from "./timedCaption.js";

/** How well the stretches of captions are found, as means over videos. */
export interface StretchFigures {
  /** Share of predicted stretches that overlap a true one so far. */
  readonly precision: number;
  /** Share of true stretches that a predicted one overlaps so far. */
  readonly recall: number;
}

/**
 * Precision and recall of stretches that overlap by more than `least` (ActivityNet Captions, Krishna et al. 2017,
 * `densevid_eval`).
 */
export function stretchFigures(videos: readonly CaptionedVideo[], least: number): StretchFigures {
  const figures = videos.map((video) => {
    const overlaps = overlapsOf(video);
    const found = overlaps.map((row) => row.some((overlap) => overlap > least));
    const right = video.predicted.map((_, m) => overlaps.some((row) => (row[m] as number) > least));
    return { precision: shareOf(right), recall: shareOf(found) };
  });
  return {
    precision: meanOf(figures.map(({ precision }) => precision)),
    recall: meanOf(figures.map(({ recall }) => recall)),
  };
}

/**
 * Mean over videos of a caption metric over all pairs of captions that overlap by `least` or more; a predicted caption
 * that overlaps none so far counts with 0 (`densevid_eval`). Repeating a caption is not punished: see `soda`.
 */
export function captionScoreAtOverlap(videos: readonly CaptionedVideo[], metric: CaptionMetric, least: number): number {
  return meanOf(
    videos.map((video) => {
      const overlaps = overlapsOf(video);
      const examples = video.predicted.flatMap(({ words }, m) => {
        const near = video.truth.filter((_, n) => (overlaps[n]?.[m] as number) >= least);
        return near.length > 0
          ? near.map((own) => ({ candidate: words, references: [own.words] }))
          : [{ candidate: words, references: [[]] }];
      });
      return examples.length > 0 ? metric(examples).corpus : 0;
    }),
  );
}

const shareOf = (outcomes: readonly boolean[]): number =>
  outcomes.length > 0 ? outcomes.filter(Boolean).length / outcomes.length : 0;
