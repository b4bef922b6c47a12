import type { SearchScope, SegmentHit } from "../../store/store.js";
import type { SearchedIndex } from "../searchedIndex.js";
import { coverWords } from "./coverWords.js";
import { coverageConfidence } from "./coverageConfidence.js";
import { toWords } from "./toWords.js";

/** A segment whose words answer a text. */
export interface WordHit {
  readonly segment: SegmentHit;
  /** Probability that what was asked is said there; see {@link searchWords}. */
  readonly confidence: number;
}

const maxHits = 50;
/** Below this share of a text's weight a match is chance: some word of it, somewhere. */
const minCoverage = 0.5;

/**
 * Finds segments of any source by a text's words, best first (BM25 over stemmed words).
 *
 * Confidence is the probability that an unrelated text's words are covered less (see {@link coverageConfidence}) times
 * the segment's own: a caption is believed no more by its words than it was believed when it was written.
 */
export async function searchWords(
  { store, backgrounds }: Pick<SearchedIndex, "store" | "backgrounds">,
  text: string,
  scope: SearchScope = {},
): Promise<WordHit[]> {
  const covered = await coverWords(store, toWords(text), maxHits, scope);
  const covering = covered.filter(({ coverage }) => coverage >= minCoverage);
  if (covering.length === 0) return [];
  const background = await backgrounds.ofWords();
  return covering.map(({ segment, coverage }) => ({
    segment,
    confidence: coverageConfidence(coverage, background) * segment.confidence,
  }));
}
