import { setImmediate } from "node:timers/promises";
import type { Embedding } from "../../core/vectors.js";
import type { VisionLanguageModel } from "../../models/contrastive.js";
import type { Store, StoreReader } from "../../store/store.js";
import { fitBackground, isCurrent, type Background, type MeasuredBackground } from "./background.js";
import { backgroundQueries } from "./backgroundQueries.js";
import { cohortOf } from "./cohort.js";
import { mayFollow } from "./followKept.js";
import { storedVideo } from "../moments/storedVideo.js";
import { queryShapes, type QueryShape } from "../composed/shape.js";
import { searchEncoded } from "../composed/searchComposed.js";

/** Unrelated queries that are composed of the bank for one shape. */
const bankSize = 80;
/** The number changes when a background of the same index would come out differently. */
const keyOf = ({ joint, count }: QueryShape) => `${joint}-${count}/4`;

const measuredOf = new WeakMap<StoreReader, Map<string, Promise<MeasuredBackground>>>();

/**
 * The background for queries of a shape: what such queries reach whose phrases come from the bank of unrelated ones. The
 * one kept with the index where that is current, else measured now, once for all who ask meanwhile, and remembered as
 * long as the store is open.
 */
export async function composedBackgroundOf(
  store: StoreReader,
  model: VisionLanguageModel,
  shape: QueryShape,
  videoId?: string,
): Promise<Background | undefined> {
  return (await findBackground(store, model, shape, videoId)).background;
}

/** Keeps the backgrounds of all shapes with the index, so that a search need not measure them. */
export async function keepComposedBackgrounds(store: Store, model: VisionLanguageModel): Promise<void> {
  for (const shape of queryShapes) {
    const measured = await findBackground(store, model, shape, undefined);
    store.setBackground(keyOf(shape), Buffer.from(JSON.stringify(measured)));
  }
}

async function findBackground(
  store: StoreReader,
  model: VisionLanguageModel,
  shape: QueryShape,
  videoId: string | undefined,
): Promise<MeasuredBackground> {
  const ofIndex = videoId === undefined;
  const frameCount = ofIndex ? store.counts().frames : (storedVideo(store, videoId)?.frameTimes.length ?? 0);
  const serves = (known: MeasuredBackground) => isCurrent(known, frameCount) || (ofIndex && mayFollow(store, known));
  const kept = ofIndex ? keptBackground(store, shape) : undefined;
  if (kept && serves(kept)) return kept;
  const remembered = measuredOf.get(store) ?? new Map<string, Promise<MeasuredBackground>>();
  measuredOf.set(store, remembered);
  const key = `${keyOf(shape)} ${videoId ?? ""}`;
  const earlier = remembered.get(key)?.catch(() => undefined);
  const found = Promise.resolve(earlier).then(async (known) => {
    if (known && serves(known)) return known;
    const similarities = await bestSimilarities(store, model, shape, videoId);
    return { frameCount, background: fitBackground(similarities, { upperTells: true }) };
  });
  remembered.set(key, found);
  return found;
}

function keptBackground(store: StoreReader, shape: QueryShape): MeasuredBackground | undefined {
  const kept = store.background(keyOf(shape));
  return kept && (JSON.parse(Buffer.from(kept).toString()) as MeasuredBackground);
}

async function bestSimilarities(
  store: StoreReader,
  model: VisionLanguageModel,
  { joint, count }: QueryShape,
  videoId: string | undefined,
): Promise<number[]> {
  const encode = await createBankEncoder(store, model);
  const similarities: number[] = [];
  for (let n = 0; n < bankSize; n += 1) {
    await setImmediate(); // others get their turn
    const texts = Array.from({ length: count }, (_, k) => backgroundQueries[n * count + k] as string);
    const operands = texts.map((text) => ({ type: "phrase", text }) as const);
    const query = { tree: { type: joint, operands }, top: 1, videoId };
    const { moments } = await searchEncoded(store, model, query, encode);
    if (moments[0]) similarities.push(moments[0].fit);
  }
  return similarities;
}

/** Encodes texts, but for those of the bank, whose embeddings are kept with the index. */
async function createBankEncoder(store: StoreReader, model: VisionLanguageModel) {
  const cohort = await cohortOf(store, model, "text");
  const known = new Map(backgroundQueries.map((text, n) => [text, cohort[n]?.embedding as Embedding]));
  return async (texts: readonly string[]): Promise<Embedding[]> => {
    const unknown = texts.filter((text) => !known.has(text));
    const encoded = unknown.length > 0 ? await (await model.textEncoder()).encode(unknown) : [];
    return texts.map((text) => known.get(text) ?? (encoded[unknown.indexOf(text)] as Embedding));
  };
}
