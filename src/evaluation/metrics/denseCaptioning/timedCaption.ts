import { temporalIoU, type Span } from "../../../core/span.js";
import type { CaptionExample, CaptionScores } from "../captioning/example.js";

/** A caption of a stretch of a video. */
export interface TimedCaption extends Span {
  /** As `tokeniseCaption` gives them. */
  readonly words: readonly string[];
}

/** What people wrote about a video, and what a model did; both sorted by start. */
export interface CaptionedVideo {
  /** Not empty. */
  readonly truth: readonly TimedCaption[];
  readonly predicted: readonly TimedCaption[];
}

/** A caption metric: `rougeL`, `ciderD`, `meteor`. */
export type CaptionMetric = (examples: readonly CaptionExample[]) => CaptionScores;

/** Overlaps of true and predicted captions, `[truth][predicted]`, as intersection over union. */
export function overlapsOf({ truth, predicted }: CaptionedVideo): number[][] {
  return truth.map((own) => predicted.map((other) => temporalIoU(own, other)));
}
