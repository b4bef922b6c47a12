import { setImmediate } from "node:timers/promises";
import type { StoreReader } from "../../store/store.js";
import type { WordBackground } from "../words/coverageConfidence.js";
import { coverWords } from "../words/coverWords.js";
import { toWords } from "../words/toWords.js";
import { backgroundQueries } from "./backgroundQueries.js";

const hitsOfEach = 20;

/** Measures the word background of an index. */
export async function measureWords(store: StoreReader, signal: AbortSignal): Promise<WordBackground> {
  const segmentCount = await store.segmentCount();
  const bestCoverages: number[] = [];
  for (const query of backgroundQueries) {
    await setImmediate(); // others get their turn
    signal.throwIfAborted();
    const covered = await coverWords(store, toWords(query), hitsOfEach);
    bestCoverages.push(Math.max(0, ...covered.map(({ coverage }) => coverage)));
  }
  return { bestCoverages: bestCoverages.sort((a, b) => a - b), segmentCount };
}
