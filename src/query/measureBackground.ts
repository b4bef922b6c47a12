import type { VisionLanguageModel } from "../models/contrastive.js";
import type { Store, StoreReader } from "../store/store.js";
import { fitBackground, isCurrent, type Background } from "./background.js";
import { backgroundQueries } from "./backgroundQueries.js";
import { searchMoments } from "./searchMoments.js";

const key = "text";

/**
 * The background of an index: the one kept with it where that is current, else measured now.
 *
 * `undefined` when the index holds nothing. Queries by picture are judged by the same background.
 */
export async function backgroundOf(store: StoreReader, model: VisionLanguageModel): Promise<Background | undefined> {
  const kept = store.background(key);
  const background = kept && (JSON.parse(Buffer.from(kept).toString()) as Background);
  if (background && isCurrent(background, store.counts().frames)) return background;
  return measureBackground(store, model);
}

/** Measures the background again where the index has changed, and keeps it with the index. */
export async function refreshBackground(store: Store, model: VisionLanguageModel): Promise<void> {
  const background = await backgroundOf(store, model);
  if (background) store.setBackground(key, Buffer.from(JSON.stringify(background)));
}

async function measureBackground(store: StoreReader, model: VisionLanguageModel): Promise<Background | undefined> {
  const frameCount = store.counts().frames;
  if (frameCount === 0) return undefined;
  const encoder = await model.textEncoder();
  const best: number[] = [];
  for (const embedding of await encoder.encode(backgroundQueries)) {
    const [moment] = await searchMoments(store, { embedding, top: 1 });
    if (moment) best.push(moment.similarity);
  }
  return fitBackground(best, frameCount);
}
