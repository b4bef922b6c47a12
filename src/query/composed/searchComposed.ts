import type { Span } from "../../core/span.js";
import type { Embedding } from "../../core/vectors.js";
import type { VisionLanguageModel } from "../../models/contrastive.js";
import type { StoreReader } from "../../store/store.js";
import type { TemporalPooler } from "../../temporal/pooler.js";
import { phrasesOf, type QueryTree } from "../language/tree.js";
import { backgroundOf } from "../measureBackground.js";
import type { MomentSource } from "../searchMoments.js";
import { storedVideo, type StoredVideo } from "../storedVideo.js";
import { alignVideo, type AlignedMoment } from "./alignVideo.js";
import { candidateVideos, type CandidateScope } from "./candidates.js";
import { orderSimilarities, toOrderText } from "./orderSimilarity.js";

/** A query tree, and where it is searched for. */
export interface ComposedQuery extends CandidateScope {
  readonly tree: QueryTree;
}

/** A moment that answers a query tree. */
export interface ComposedMoment extends AlignedMoment {
  readonly videoId: string;
  /** One of the paths under which the video is known. */
  readonly path: string;
  readonly sources: readonly MomentSource[];
  /** How well the pooled clip of the span fits the whole sentence, where the model's pooler knows order. */
  readonly orderSimilarity?: number;
}

/** What was done to find moments. */
export interface ComposedPlan {
  readonly phrases: readonly string[];
  /** Videos that were aligned. */
  readonly candidates: number;
  /** Cells of their curves: the cost grows with this. */
  readonly cells: number;
  /** The sentence whose similarity to pooled clips joined in. */
  readonly orderText?: string;
}

/** The moments, best first, and the plan they were found by. */
export interface ComposedResult {
  readonly moments: readonly ComposedMoment[];
  readonly plan: ComposedPlan;
}

/** Moments that one video may give at most. */
const momentsPerVideo = 3;
/** Of equally similar moments, the one whose video has not been shown yet comes first. */
const repetitionPenalty = 0.01;
/** Share of the pooled clip's similarity in that of a moment whose order counts. */
const orderWeight = 0.25;
/** A pooled clip is at least as long as the clips that poolers are used to. */
const pooledSeconds = 8;

/**
 * Finds the moments that answer a query tree, best first: the executor that questions about time build on.
 *
 * The phrases are encoded in one batch, each is searched for, and the candidate videos are aligned with the tree one by
 * one ({@link alignVideo}); the time is linear in the cells of the candidates. A `phrase` alone is found too, but
 * `searchMoments` knows the best of a video sooner.
 */
export async function searchComposed(
  store: StoreReader,
  model: VisionLanguageModel,
  query: ComposedQuery,
): Promise<ComposedResult> {
  const { tree, top, within } = query;
  const { embeddings, order } = await encodeQuery(model, tree);
  const background = await backgroundOf(store, model);
  const presentAbove = background?.mean ?? Number.POSITIVE_INFINITY;
  const found: Found[] = [];
  let [candidates, cells] = [0, 0];
  for (const videoId of await candidateVideos(store, [...embeddings.values()], query)) {
    const video = storedVideo(store, videoId);
    if (!video) continue; // removed meanwhile
    candidates += 1;
    cells += video.stretches.length;
    const moments = alignVideo(video, { tree, embeddings, presentAbove, within, maxMoments: momentsPerVideo });
    found.push(...moments.map((moment, n) => ({ moment, video, repetition: n })));
  }
  const ranked = rank(await withOrder(best(found, 2 * top + 16), order));
  return {
    moments: ranked.slice(0, top).map(({ moment, video, orderSimilarity }) => ({
      videoId: video.record.videoId,
      path: video.record.paths[0] ?? "",
      ...moment,
      sources: orderSimilarity === undefined ? ["frame"] : ["frame", "clip"],
      ...(orderSimilarity === undefined ? {} : { orderSimilarity }),
    })),
    plan: { phrases: [...embeddings.keys()], candidates, cells, ...(order ? { orderText: order.text } : {}) },
  };
}

interface Found {
  readonly moment: AlignedMoment;
  readonly video: StoredVideo;
  /** How many better moments the same video has. */
  readonly repetition: number;
  readonly orderSimilarity?: number | undefined;
}

interface OrderSentence {
  readonly text: string;
  readonly sentence: Embedding;
  readonly pooler: TemporalPooler;
}

/** Embeddings of all phrases, and of the sentence about their order where the model can judge it, in one batch. */
async function encodeQuery(
  model: VisionLanguageModel,
  tree: QueryTree,
): Promise<{ readonly embeddings: Map<string, Embedding>; readonly order: OrderSentence | undefined }> {
  const phrases = phrasesOf(tree);
  const text = toOrderText(tree);
  const pooler = text === undefined ? undefined : await model.temporalPooler();
  const encoded = await (await model.textEncoder()).encode(text === undefined ? phrases : [...phrases, text]);
  return {
    embeddings: new Map(phrases.map((phrase, n) => [phrase, encoded[n] as Embedding])),
    order: text !== undefined && pooler ? { text, pooler, sentence: encoded.at(-1) as Embedding } : undefined,
  };
}

/** Joins the similarity of the pooled clips in. */
async function withOrder(found: readonly Found[], order: OrderSentence | undefined): Promise<readonly Found[]> {
  if (!order || found.length === 0) return found;
  const spans = found.map(({ moment, video }) => ({ video, span: widen(moment) }));
  const similarities = await orderSimilarities(spans, order.sentence, order.pooler);
  return found.map((one, n) => {
    const orderSimilarity = similarities[n];
    if (orderSimilarity === undefined) return one;
    const similarity = (1 - orderWeight) * one.moment.similarity + orderWeight * orderSimilarity;
    return { ...one, orderSimilarity, moment: { ...one.moment, similarity } };
  });
}

function widen({ startSeconds, endSeconds }: Span): Span {
  const margin = Math.max(0, (pooledSeconds - (endSeconds - startSeconds)) / 2);
  return { startSeconds: startSeconds - margin, endSeconds: endSeconds + margin };
}

function best(found: readonly Found[], count: number): readonly Found[] {
  return rank(found).slice(0, count);
}

function rank(found: readonly Found[]): readonly Found[] {
  const height = ({ moment, repetition }: Found) => moment.similarity - repetition * repetitionPenalty;
  return found.toSorted((a, b) => height(b) - height(a));
}
