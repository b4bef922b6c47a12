import type { SearchScope, SegmentHit, StoreReader } from "../../store/store.js";

/** A segment that holds some of a text's words. */
export interface CoveringSegment {
  readonly segment: SegmentHit;
  /**
   * Share of the words that it holds, each weighed by how well it tells segments apart (Robertson & Spärck Jones 1976);
   * in (0, 1].
   */
  readonly coverage: number;
}

/** Finds up to `count` segments by words, the best first (BM25 over stemmed words). */
export async function coverWords(
  store: StoreReader,
  words: readonly string[],
  count: number,
  scope: SearchScope = {},
): Promise<CoveringSegment[]> {
  if (words.length === 0) return [];
  const weights = await store.weightsOf(words);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return (await store.searchSegments(words, count, scope)).map((segment) => {
    const held = words.reduce((sum, word, n) => sum + (segment.words.includes(word) ? (weights[n] as number) : 0), 0);
    return { segment, coverage: held / total };
  });
}
