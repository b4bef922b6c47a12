import { setImmediate } from "node:timers/promises";
import type { Store, StoreReader } from "../../store/store.js";
import { backgroundQueries } from "./backgroundQueries.js";
import { coverWords, toWords } from "../words/coverWords.js";
import { followsKept } from "./followKept.js";

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

const knownOfIndex = new WeakMap<
  StoreReader,
  { readonly revision: string; readonly background: Promise<WordBackground> }
>();

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
export async function wordBackgroundOf(store: StoreReader): Promise<WordBackground> {
  const revision = store.revision();
  const earlier = knownOfIndex.get(store);
  if (earlier?.revision === revision) return earlier.background;
  const background = findBackground(store, earlier?.background);
  knownOfIndex.set(store, { revision, background });
  background.catch(() => knownOfIndex.delete(store)); // the next search tries again
  return background;
}

/** Measures the word background again where what is said has changed, and keeps it with the index. */
export async function keepWordBackground(store: Store): Promise<void> {
  if (!store.hasSegments()) return;
  store.setBackground(keptAs, Buffer.from(JSON.stringify(await wordBackgroundOf(store))));
}

async function findBackground(
  store: StoreReader,
  earlier: Promise<WordBackground> | undefined,
): Promise<WordBackground> {
  const known = [keptBackground(store), await earlier?.catch(() => undefined)];
  const followed = followsKept(store) ? known.find((one) => one !== undefined) : undefined;
  if (followed) return followed;
  const segmentCount = store.segmentCount();
  return known.find((one) => one && isCurrent(one, segmentCount)) ?? measure(store, segmentCount);
}

function keptBackground(store: StoreReader): WordBackground | undefined {
  const kept = store.background(keptAs);
  return kept && (JSON.parse(Buffer.from(kept).toString()) as WordBackground);
}

function isCurrent({ segmentCount: measured }: WordBackground, segmentCount: number): boolean {
  return Math.abs(segmentCount - measured) <= 0.1 * measured;
}

async function measure(store: StoreReader, segmentCount: number): Promise<WordBackground> {
  const bestCoverages: number[] = [];
  for (const query of backgroundQueries) {
    await setImmediate(); // others get their turn
    const coverages = coverWords(store, toWords(query), hitsOfEach).map(({ coverage }) => coverage);
    bestCoverages.push(Math.max(0, ...coverages));
  }
  return { bestCoverages: bestCoverages.sort((a, b) => a - b), segmentCount };
}
