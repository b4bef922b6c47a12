import { rowProductsOfEach } from "../../core/rowProducts.js";
import { setImmediate } from "node:timers/promises";
import type { VisionLanguageModel } from "../../models/contrastive.js";
import type { Store, StoreReader } from "../../store/store.js";
import { fitBackground, isCurrent, type Background, type MeasuredBackground } from "./background.js";
import { cohortOf, type QueryKind, type UnrelatedQuery } from "./cohort.js";
import { mayFollow } from "./followKept.js";
import { searchMoments } from "../moments/searchMoments.js";
import { storedVideo, type StoredVideo } from "../moments/storedVideo.js";

/** What a background is asked for. */
export interface BackgroundScope {
  /** Default `"text"`. */
  readonly kind?: QueryKind | undefined;
  /** Only this video, where chance is smaller than in the whole index. */
  readonly videoId?: string | undefined;
}

/** The number changes when a background of the same index would come out differently. */
const keyOf = (kind: QueryKind) => `${kind}/3`;

/** A video gives five moments at most, so one of six is another video's. */
const momentsOfTwoVideos = 6;
/** Similarities that one video's background may cost; 100,000 take about 30 ms at dimension 256. */
const similaritiesPerVideo = 100_000;
const fewestQueries = 100;

interface KnownBackgrounds {
  /** What the catalog was when they were found to be current. */
  readonly revision: string;
  readonly byKind: Map<QueryKind, Promise<MeasuredBackground>>;
}

const knownOfIndex = new WeakMap<StoreReader, KnownBackgrounds>();
const measuredOfVideo = new WeakMap<StoredVideo, Map<QueryKind | "frames", Background | undefined>>();

/**
 * The background of an index, or of one video in it: the one kept with it where that is current, else measured now.
 *
 * `undefined` where nothing can be said: nothing is indexed, or too few videos to tell what pictures have in common
 * that have nothing to do with each other.
 */
export async function backgroundOf(
  store: StoreReader,
  model: VisionLanguageModel,
  { kind = "text", videoId }: BackgroundScope = {},
): Promise<Background | undefined> {
  if (videoId !== undefined) return backgroundOfVideo(store, model, kind, videoId);
  return (await measuredBackgroundOf(store, model, kind)).background;
}

/** Keeps the backgrounds of single descriptions with the index, measured again where it has changed. */
export async function keepBackgrounds(store: Store, model: VisionLanguageModel): Promise<void> {
  for (const kind of ["text", "picture"] as const) {
    const measured = await measuredBackgroundOf(store, model, kind);
    store.setBackground(keyOf(kind), Buffer.from(JSON.stringify(measured)));
  }
}

function measuredBackgroundOf(
  store: StoreReader,
  model: VisionLanguageModel,
  kind: QueryKind,
): Promise<MeasuredBackground> {
  const revision = store.revision();
  const earlier = knownOfIndex.get(store);
  const { byKind } = earlier?.revision === revision ? earlier : { byKind: new Map() as KnownBackgrounds["byKind"] };
  knownOfIndex.set(store, { revision, byKind });
  const found = byKind.get(kind) ?? findBackground(store, model, kind, earlier?.byKind.get(kind));
  byKind.set(kind, found);
  found.catch(() => byKind.delete(kind)); // the next search tries again
  return found;
}

/**
 * The background of texts among the single frames of a video, where what is seen for a second only is not smoothed away;
 * `undefined` without such a video, or without frames.
 */
export async function frameBackgroundOf(
  store: StoreReader,
  model: VisionLanguageModel,
  videoId: string,
): Promise<Background | undefined> {
  const video = storedVideo(store, videoId);
  if (!video || video.frameTimes.length === 0) return undefined;
  const known = measuredOfVideo.get(video);
  if (known?.has("frames")) return known.get("frames");
  const texts = await cohortOf(store, model, "text");
  const background = measureRows(texts, video.frameEmbeddings, video.frameTimes.length);
  measuredOfVideo.set(video, new Map(known).set("frames", background));
  return background;
}

async function findBackground(
  store: StoreReader,
  model: VisionLanguageModel,
  kind: QueryKind,
  earlier: Promise<MeasuredBackground> | undefined,
): Promise<MeasuredBackground> {
  const { frames } = store.counts();
  const known = keptBackground(store, kind) ?? (await earlier?.catch(() => undefined));
  if (known && (isCurrent(known, frames) || mayFollow(store, known))) return known;
  const best = frames > 0 ? await bestInIndex(store, await cohortOf(store, model, kind)) : [];
  return { frameCount: frames, background: fitBackground(best) };
}

function keptBackground(store: StoreReader, kind: QueryKind): MeasuredBackground | undefined {
  const kept = store.background(keyOf(kind));
  return kept && (JSON.parse(Buffer.from(kept).toString()) as MeasuredBackground);
}

async function bestInIndex(store: StoreReader, cohort: readonly UnrelatedQuery[]): Promise<number[]> {
  const best: number[] = [];
  for (const { embedding, videoId } of cohort) {
    await setImmediate(); // others get their turn
    const moments = await searchMoments(store, { embedding, top: videoId === undefined ? 1 : momentsOfTwoVideos });
    const moment = moments.find((candidate) => candidate.videoId !== videoId);
    if (moment) best.push(moment.similarity);
  }
  return best;
}

async function backgroundOfVideo(
  store: StoreReader,
  model: VisionLanguageModel,
  kind: QueryKind,
  videoId: string,
): Promise<Background | undefined> {
  const video = storedVideo(store, videoId);
  const rows = video?.stretches.length ?? 0;
  if (!video || rows === 0) return undefined;
  const known = measuredOfVideo.get(video);
  if (known?.has(kind)) return known.get(kind);
  const others = (await cohortOf(store, model, kind)).filter((query) => query.videoId !== videoId);
  const background = measureRows(others, video.curveEmbeddings, rows);
  measuredOfVideo.set(video, new Map(known).set(kind, background));
  return background;
}

/** What unrelated queries reach at best among `count` rows. */
function measureRows(queries: readonly UnrelatedQuery[], rows: Float32Array, count: number): Background | undefined {
  const step = Math.ceil(queries.length / Math.max(fewestQueries, similaritiesPerVideo / count));
  const asked = queries.filter((_, n) => n % step === 0).map(({ embedding }) => embedding);
  return fitBackground(rowProductsOfEach(rows, asked).map((reached) => reached.reduce((a, b) => Math.max(a, b))));
}
