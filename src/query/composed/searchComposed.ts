import { setImmediate } from "node:timers/promises";
import type { Embedding } from "../../core/vectors.js";
import { openIfCapable } from "../../models/model.js";
import type { StoreReader } from "../../store/store.js";
import { operandsOf, phrasesOf, type QueryTree } from "../language/tree.js";
import { candidateVideos } from "../moments/candidateVideos.js";
import { rankOf } from "../moments/ranking.js";
import type { MomentSource } from "../moments/foundMoment.js";
import { onlyKindOf, vectorKindsOf, type MomentScope } from "../moments/momentScope.js";
import type { StoredVideo } from "../moments/storedVideo.js";
import { viewVideos } from "../moments/viewVideos.js";
import type { SearchedIndex } from "../searchedIndex.js";
import { alignVideo, type AlignedMoment } from "./alignVideo.js";
import { fitOf } from "./fit.js";
import { clipContrasts, orderWindow, toReverseSentence, type OrderSentences } from "./order.js";
import { createPoolBothWays, type PoolBothWays } from "./poolBothWays.js";
import { similarityWithin, toSentence } from "./wholeSentence.js";

/** A query tree, and where it is searched for. */
export interface ComposedQuery extends MomentScope {
  readonly tree: QueryTree;
  /** All of it as one sentence. Default: as `toSentence` joins its parts. */
  readonly sentence?: string | undefined;
  readonly top: number;
}

/** A moment that answers a query tree. */
export interface ComposedMoment extends AlignedMoment {
  readonly videoId: string;
  /** One of the paths under which the video is known. */
  readonly path: string;
  readonly sources: readonly MomentSource[];
  /**
   * Of a sequence: log odds of the order that is asked for against the reverse, by the curves and by the pooled clip where
   * the model's pooler knows order. What else is seen there cancels out.
   */
  readonly orderContrast?: number;
  /** What it was ranked by, see {@link fitOf}. */
  readonly fit: number;
}

/** What was done to find moments. */
export interface ComposedPlan {
  readonly phrases: readonly string[];
  /** Videos that were aligned. */
  readonly candidates: number;
  /** Cells of their curves: the cost grows with this. */
  readonly cells: number;
  /** The query as one sentence, which was searched for as one more description. */
  readonly sentence?: string;
  /** Whether the pooled clips were compared with that sentence against the same in reverse. */
  readonly hearsOrder: boolean;
}

/** The moments, best first, and the plan they were found by. */
export interface ComposedResult {
  readonly moments: readonly ComposedMoment[];
  readonly plan: ComposedPlan;
}

/** Maximum number of moments of one video. */
const maxPerVideo = 3;

/**
 * Finds the moments that answer a query tree, best first: the executor that questions about time build on.
 *
 * The phrases are encoded in one batch, each is searched for, and the candidate videos are aligned with the tree one by
 * one ({@link alignVideo}); the time is linear in the cells of the candidates. A `phrase` alone is found too, but
 * `searchMoments` knows the best of a video sooner.
 */
export async function searchComposed(index: SearchedIndex, query: ComposedQuery): Promise<ComposedResult> {
  const { model } = index;
  const encoder = await model.open("text");
  const pooler = toReverseSentence(query.tree) === undefined ? undefined : await openIfCapable(model, "temporal");
  const pool = pooler && createPoolBothWays(pooler);
  const { logitScale } = encoder;
  return searchWith(index, query, { encode: async (texts) => encoder.encode(texts), pool, logitScale });
}

/** What a search asks of the model. */
export interface SearchTools {
  /** Called once for all texts of a query. */
  readonly encode: (texts: readonly string[]) => Promise<Embedding[]>;
  /** Undefined where the model's pooler does not know order. */
  readonly pool: PoolBothWays | undefined;
  /** Of the text encoder. */
  readonly logitScale: number;
}

/** {@link searchComposed} for those who search so often that they keep what the model says. */
export async function searchWith(
  { store, videos: all, backgrounds }: SearchedIndex,
  query: ComposedQuery,
  tools: SearchTools,
): Promise<ComposedResult> {
  const { tree, top, within, sentence: said = toSentence(tree) } = query;
  const { logitScale } = tools;
  const videos = viewVideos(all, query);
  const pool = vectorKindsOf(query).includes("clips") ? tools.pool : undefined;
  const { embeddings, sentence, order } = await encodeQuery(tree, said, { ...tools, pool });
  const background = await backgrounds.ofSingle({ only: onlyKindOf(query) });
  const presentAbove = background?.mean ?? Number.POSITIVE_INFINITY;
  const found: Found[] = [];
  let [candidates, cells] = [0, 0];
  const described = [...embeddings.values(), ...(sentence ? [sentence.embedding] : [])];
  for (const videoId of await findCandidates(store, described, query)) {
    await setImmediate(); // aligning a long video takes a while, and others get their turn
    const video = await videos.find(videoId);
    if (!video) continue; // removed meanwhile
    candidates += 1;
    cells += video.stretches.length;
    const maxMoments = Math.min(top, maxPerVideo);
    const moments = alignVideo(video, { tree, embeddings, presentAbove, logitScale, within, maxMoments });
    for (const [n, moment] of moments.entries()) {
      const ofSentence = sentence && similarityWithin(video, moment, sentence.embedding);
      found.push({ moment, video, ofSentence, repetition: n });
    }
  }
  const operandCount = operandsOf(tree).length;
  const toFit = ({ moment, ofSentence }: Found) => fitOf({ ...moment, ofSentence }, operandCount, logitScale);
  const ranked = rank(await withOrder(rank(found, toFit).slice(0, 2 * top + 8), order), toFit);
  return {
    moments: ranked.slice(0, top).map((one) => ({
      videoId: one.video.record.videoId,
      path: one.video.record.paths[0] ?? "",
      ...one.moment,
      fit: toFit(one),
      sources: momentSourcesOf(one.video, one.hasClip),
    })),
    plan: {
      phrases: [...embeddings.keys()],
      ...(sentence ? { sentence: sentence.text } : {}),
      hearsOrder: order !== undefined,
      candidates,
      cells,
    },
  };
}

/** Frames tell where it is, clips where there are none; a pooled clip may have had a say about the order. */
function momentSourcesOf({ frameTimes }: StoredVideo, hasClip = false): readonly MomentSource[] {
  if (frameTimes.length === 0) return ["clip"];
  return hasClip ? ["frame", "clip"] : ["frame"];
}

async function findCandidates(
  store: StoreReader,
  embeddings: readonly Embedding[],
  { top, videoId, ...scope }: ComposedQuery,
): Promise<readonly string[]> {
  if (videoId !== undefined) return [videoId];
  const limits = { ...scope, top, framesPerClip: 1, maxVideos: 2 * top + 32 };
  return (await candidateVideos(store, embeddings, limits)).map((candidate) => candidate.videoId);
}

interface Found {
  readonly moment: AlignedMoment;
  readonly video: StoredVideo;
  /** How similar the whole sentence is there. */
  readonly ofSentence: number | undefined;
  /** How many better moments the same video has. */
  readonly repetition: number;
  /** Whether a pooled clip had a say about its order. */
  readonly hasClip?: boolean;
}

interface EncodedQuery {
  readonly embeddings: Map<string, Embedding>;
  readonly sentence: { readonly text: string; readonly embedding: Embedding } | undefined;
  readonly order: OrderSentences | undefined;
}

/** Embeddings of all phrases, of the whole sentence, and of its reverse where the model can judge the order, in one batch. */
async function encodeQuery(
  tree: QueryTree,
  text: string | undefined,
  { encode, pool, logitScale }: SearchTools,
): Promise<EncodedQuery> {
  const phrases = phrasesOf(tree);
  const backward = pool && toReverseSentence(tree);
  const forward = backward === undefined ? undefined : toSentence(tree); // as the reverse is said
  const texts = [...new Set([...phrases, text, forward, backward].filter((said) => said !== undefined))];
  const encoded = await encode(texts);
  const embeddingOf = (said: string) => encoded[texts.indexOf(said)] as Embedding;
  const sentence = text === undefined ? undefined : { text, embedding: embeddingOf(text) };
  return {
    embeddings: new Map(phrases.map((phrase) => [phrase, embeddingOf(phrase)])),
    sentence,
    order:
      pool && forward !== undefined && backward !== undefined
        ? { forward: embeddingOf(forward), backward: embeddingOf(backward), pool, logitScale }
        : undefined,
  };
}

/** Lets the pooled clips say about the order what they see. */
async function withOrder(found: readonly Found[], order: OrderSentences | undefined): Promise<readonly Found[]> {
  if (!order || found.length === 0) return found;
  const contrasts = await clipContrasts(
    found.map(({ moment, video }) => ({ video, span: orderWindow(moment) })),
    order,
  );
  return found.map((one, n) => {
    const contrast = contrasts[n];
    if (contrast === undefined) return one;
    const orderContrast = (one.moment.orderContrast ?? 0) + contrast;
    return { ...one, hasClip: true, moment: { ...one.moment, orderContrast } };
  });
}

function rank(found: readonly Found[], toFit: (one: Found) => number): readonly Found[] {
  const height = (one: Found) => rankOf(toFit(one), one.repetition);
  return found.toSorted((a, b) => height(b) - height(a));
}
