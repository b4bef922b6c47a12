import { setImmediate } from "node:timers/promises";
import type { StoreReader } from "../../store/store.js";
import { coverWords, toWords } from "../words/coverWords.js";
import { backgroundQueries } from "./backgroundQueries.js";

/** How much of an unrelated query's words the index's own segments hold by chance. */
export interface WordBackground {
  /** Best coverage of each unrelated query, ascending; see {@link coverWords}. */
  readonly bestCoverages: readonly number[];
  /** Segments that the index held when this was measured. */
  readonly segmentCount: number;
}

const hitsOfEach = 20;

/**
 * Probability that the segments of this index hold a smaller share of an unrelated query's words than `coverage`.
 *
 * By rank among the unrelated queries of {@link backgroundQueries} (Davison & Hinkley 1997, section 4.2.3), so it never
 * reaches 1. What of them the index does speak of counts as chance too: that errs to the side of saying less.
 */
export function coverageConfidence(coverage: number, { bestCoverages }: WordBackground): number {
  const reached = bestCoverages.filter((chance) => chance >= coverage - 1e-9).length;
  return 1 - (1 + reached) / (1 + bestCoverages.length);
}

/** Measures the word background of an index. */
export async function measureWords(store: StoreReader, signal: AbortSignal): Promise<WordBackground> {
  const segmentCount = store.segmentCount();
  const bestCoverages: number[] = [];
  for (const query of backgroundQueries) {
    await setImmediate(); // others get their turn
    signal.throwIfAborted();
    const coverages = coverWords(store, toWords(query), hitsOfEach).map(({ coverage }) => coverage);
    bestCoverages.push(Math.max(0, ...coverages));
  }
  return { bestCoverages: bestCoverages.sort((a, b) => a - b), segmentCount };
}
