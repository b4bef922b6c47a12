import { rerankSchema, type RerankSettings } from "../pipeline/preset.js";
import type { Store, StoreReader } from "../store/store.js";

/** Under which it is kept beside an index; it is no model's, and outlives a switch to another one. */
const key = "search/rerank";

/** Keeps how a search re-ranks that does not say it itself: as the preset says that the index was last told to use. */
export async function keepRerank(
  store: Pick<Store, "background" | "setBackground">,
  rerank: RerankSettings | undefined,
): Promise<void> {
  const { count = 0, model } = rerank ?? {};
  if (count === 0 && (await store.background(key)) === undefined) return;
  await store.setBackground(key, Buffer.from(JSON.stringify({ count, model })));
}

/** What {@link keepRerank} kept; nothing is re-ranked where it never did. */
export async function keptRerank(store: Pick<StoreReader, "background">): Promise<RerankSettings> {
  const bytes = await store.background(key);
  return bytes === undefined ? { count: 0 } : rerankSchema.parse(JSON.parse(Buffer.from(bytes).toString()));
}
