import type { Store, StoreReader } from "../store/store.js";
import { backgroundQueries } from "./backgroundQueries.js";
import { coverWords, toWords } from "./coverWords.js";

/** How much of an unrelated query's words the index's own segments hold by chance. */
export interface WordBackground {
  /** Best coverage of each unrelated query, ascending; see {@link coverWords}. */
  readonly bestCoverages: readonly number[];
  /** Segments that the index held when this was measured. */
  readonly segmentCount: number;
}

/** The number changes when a background of the same index would come out differently. */
const keptAs = "words/1";
const hitsOfEach = 20;

const knownOfIndex = new WeakMap<StoreReader, { readonly revision: string; readonly background: WordBackground }>();

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

/** The word background of an index: the one kept with it where that still fits, else measured now. */
export function wordBackgroundOf(store: StoreReader): WordBackground {
  const revision = store.revision();
  const known = knownOfIndex.get(store);
  if (known?.revision === revision) return known.background;
  const segmentCount = store.segmentCount();
  const kept = [keptBackground(store), known?.background].find((one) => one && isCurrent(one, segmentCount));
  const background = kept ?? measure(store, segmentCount);
  knownOfIndex.set(store, { revision, background });
  return background;
}

/** Measures the word background again where what is said has changed, and keeps it with the index. */
export function keepWordBackground(store: Store): void {
  if (store.segmentCount() === 0) return;
  store.setBackground(keptAs, Buffer.from(JSON.stringify(wordBackgroundOf(store))));
}

function keptBackground(store: StoreReader): WordBackground | undefined {
  const kept = store.background(keptAs);
  return kept && (JSON.parse(Buffer.from(kept).toString()) as WordBackground);
}

function isCurrent({ segmentCount: measured }: WordBackground, segmentCount: number): boolean {
  return Math.abs(segmentCount - measured) <= 0.1 * measured;
}

function measure(store: StoreReader, segmentCount: number): WordBackground {
  const bestCoverages = backgroundQueries
    .map((query) =>
      coverWords(store, toWords(query), hitsOfEach).reduce((most, { coverage }) => Math.max(most, coverage), 0),
    )
    .sort((a, b) => a - b);
  return { bestCoverages, segmentCount };
}
