import type { Span } from "../core/span.js";
import type { SegmentHit, StoreReader } from "../store/store.js";

/** A segment whose words answer a text. */
export interface WordHit {
  readonly segment: SegmentHit;
  /** Probability that what was asked is said there; see {@link searchWords}. */
  readonly confidence: number;
}

const mostHits = 50;
const mostWords = 32;
/** Below this share of a text's weight a match is chance: some word of it, somewhere. */
const leastCoverage = 0.5;
/** Even people's subtitles may speak of something else with the same words. */
const highestConfidence = 0.99;

/** Words that every text has, and by which nothing is found. */
const functionWords = new Set(
  `a about after all also am an and any are as at be because been before being but by can could did do does doing down
  during each for from further had has have having he her here hers him his how i if in into is it its just me more most
  my no nor not now of off on once only or other our out over own same she should so some such than that the their them
  then there these they this those through to too under until up very was we were what when where which while who whom
  why will with would you your yours`.split(/\s+/),
);

/**
 * Finds captions and subtitles by a text's words, best first (BM25 over stemmed words).
 *
 * Confidence is the share of the text's weight that the segment holds, squared, times the segment's own: all words that
 * mean something are an answer, one of several is not, and function words never are.
 */
export function searchWords(
  store: StoreReader,
  text: string,
  scope: { readonly videoId?: string | undefined; readonly span?: Span | undefined } = {},
): WordHit[] {
  const words = toWords(text);
  if (words.length === 0) return [];
  const weights = store.weightsOf(words);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return store.searchSegments(words, mostHits, scope).flatMap((segment) => {
    const held = words.reduce((sum, word, n) => sum + (segment.words.includes(word) ? (weights[n] as number) : 0), 0);
    const coverage = held / total;
    if (!(coverage >= leastCoverage)) return [];
    return [{ segment, confidence: highestConfidence * coverage ** 2 * segment.confidence }];
  });
}

/** The words of a text by which something can be found, each once. */
export function toWords(text: string): string[] {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+(?:['’][\p{L}]+)?\*?/gu) ?? [];
  return [...new Set(words)].filter((word) => !functionWords.has(word)).slice(0, mostWords);
}
