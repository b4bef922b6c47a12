import type { Span } from "../../core/span.js";
import type { SegmentHit, StoreReader } from "../../store/store.js";

/** A segment that holds some of a text's words. */
export interface CoveringSegment {
  readonly segment: SegmentHit;
  /**
   * Share of the words that it holds, each weighed by how well it tells segments apart (Robertson & Spärck Jones 1976);
   * in (0, 1].
   */
  readonly coverage: number;
}

const maxWords = 32;

/** Words that every text has, and by which nothing is found. */
const functionWords = new Set(
  `a about after all also am an and any are as at be because been before being but by can could did do does doing down
  during each for from further had has have having he her here hers him his how i if in into is it its just me more most
  my no nor not now of off on once only or other our out over own same she should so some such than that the their them
  then there these they this those through to too under until up very was we were what when where which while who whom
  why will with would you your yours`.split(/\s+/),
);

/** The words of a text by which something can be found, each once. */
export function toWords(text: string): string[] {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+(?:['’][\p{L}]+)?\*?/gu) ?? [];
  return [...new Set(words)].filter((word) => !functionWords.has(word)).slice(0, maxWords);
}

/** Finds up to `count` segments by words, the best first (BM25 over stemmed words). */
export async function coverWords(
  store: StoreReader,
  words: readonly string[],
  count: number,
  scope: { readonly videoId?: string | undefined; readonly span?: Span | undefined } = {},
): Promise<CoveringSegment[]> {
  if (words.length === 0) return [];
  const weights = await store.weightsOf(words);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return (await store.searchSegments(words, count, scope)).map((segment) => {
    const held = words.reduce((sum, word, n) => sum + (segment.words.includes(word) ? (weights[n] as number) : 0), 0);
    return { segment, coverage: held / total };
  });
}
