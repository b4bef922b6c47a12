import { overlapSeconds, type Span } from "../../../core/span.js";
import type { NewSegment, SegmentPhrase } from "../../../store/catalog/records.js";
import type { ConceptKind } from "../../../annotators/concepts/conceptBank.js";

/** Everything that is true of a stretch of a video, as {@link bareOf} leaves words: "dog", "red ball", "beach". */
export interface CaptionTruth extends Span {
  readonly true: Readonly<Record<ConceptKind, readonly string[]>>;
}

/** How true captions are, and how much they say. */
export interface CaptionMeasurement {
  readonly phrases: number;
  readonly truePhrases: number;
  /** Share of phrases that are true; `null` without any. */
  readonly precision: number | null;
  /** Share of the video's time that has a caption. */
  readonly coverage: number;
  /** Phrases for each stretch of truth: shots, mostly. */
  readonly phrasesPerStretch: number;
  readonly byKind: Readonly<Partial<Record<ConceptKind, { readonly phrases: number; readonly truePhrases: number }>>>;
}

/** One video's captions and all that is true of it. */
export interface MeasuredVideo {
  readonly segments: readonly NewSegment[];
  readonly truth: readonly CaptionTruth[];
}

/** Compares captions with all that is true. A phrase is true when it is true of a stretch that its segment shares. */
export function measureCaptions(videos: readonly MeasuredVideo[]): CaptionMeasurement {
  const byKind: Partial<Record<ConceptKind, { phrases: number; truePhrases: number }>> = {};
  let [phrases, truePhrases, stretches, seconds, coveredSeconds] = [0, 0, 0, 0, 0];
  for (const { segments, truth } of videos) {
    stretches += truth.length;
    for (const stretch of truth) {
      seconds += stretch.endSeconds - stretch.startSeconds;
      for (const segment of segments) coveredSeconds += overlapSeconds(segment, stretch);
    }
    for (const segment of segments)
      for (const phrase of segment.phrases) {
        const kind = phrase.kind as ConceptKind;
        const counts = (byKind[kind] ??= { phrases: 0, truePhrases: 0 });
        const isTrue = truth.some((stretch) => overlapSeconds(stretch, segment) > 0.1 && isTrueOf(phrase, stretch));
        counts.phrases += 1;
        counts.truePhrases += Number(isTrue);
        phrases += 1;
        truePhrases += Number(isTrue);
      }
  }
  return {
    phrases,
    truePhrases,
    precision: phrases > 0 ? truePhrases / phrases : null,
    coverage: seconds > 0 ? coveredSeconds / seconds : 0,
    phrasesPerStretch: phrases / Math.max(1, stretches),
    byKind,
  };
}

/** Whether a phrase is true of a stretch. */
export function isTrueOf(phrase: Pick<SegmentPhrase, "kind" | "text">, { true: facts }: CaptionTruth): boolean {
  return facts[phrase.kind as ConceptKind].includes(bareOf(phrase.text));
}

/** Words without what leads them in: "on a beach" becomes "beach", "a red ball" becomes "red ball". */
export function bareOf(text: string): string {
  return text.replace(/^(in|on|at|by|under) /, "").replace(/^(an?|the) /, "");
}
