import { meanOf, toRows, type Embedding } from "../../core/vectors.js";
import type { VisionLanguageModel } from "../../models/contrastive.js";
import type { Store, StoreReader } from "../../store/store.js";
import { backgroundQueries } from "./backgroundQueries.js";

/** What a query was before it was an embedding. */
export type QueryKind = "text" | "picture";

/** A query that has nothing to do with what is searched; a picture is one of a video's own frames, and says of which. */
export interface UnrelatedQuery {
  readonly embedding: Embedding;
  readonly videoId?: string;
}

/** Frames that stand for unrelated pictures, at most. */
const pictureCount = 200;
/** The number changes when the bank does. */
const keptAs = "cohort/2";

const cohorts = new WeakMap<StoreReader, Map<QueryKind, Promise<readonly UnrelatedQuery[]>>>();

/** The unrelated queries that an index is judged by, of one kind; made once for each open index. */
export function cohortOf(
  store: StoreReader,
  model: VisionLanguageModel,
  kind: QueryKind,
): Promise<readonly UnrelatedQuery[]> {
  const known = cohorts.get(store) ?? new Map<QueryKind, Promise<readonly UnrelatedQuery[]>>();
  const cohort = known.get(kind) ?? (kind === "text" ? encodeTexts(store, model) : Promise.resolve(takeFrames(store)));
  cohorts.set(store, known.set(kind, cohort));
  return cohort;
}

const usualTexts = new WeakMap<readonly UnrelatedQuery[], Embedding>();

/**
 * What unrelated texts have in common: their mean embedding, not of norm 1.
 *
 * A picture that is near to it is near to whatever is asked ("hubness", Radovanović et al. 2010,
 * https://www.jmlr.org/papers/v11/radovanovic10a.html). Within one video that hides where a text matches, so there it is
 * taken from the text (as querybank normalisation does, Bogolin et al. 2022, https://arxiv.org/abs/2112.12777).
 */
export async function usualTextOf(store: StoreReader, model: VisionLanguageModel): Promise<Embedding> {
  const cohort = await cohortOf(store, model, "text");
  const known = usualTexts.get(cohort) ?? meanOf(cohort.map(({ embedding }) => embedding));
  usualTexts.set(cohort, known);
  return known;
}

/** Keeps the bank's embeddings with the index, so that a search need not encode them. */
export async function keepCohort(store: Store, model: VisionLanguageModel): Promise<void> {
  const cohort = await cohortOf(store, model, "text");
  store.setBackground(keptAs, Buffer.concat(cohort.map(({ embedding }) => new Uint8Array(embedding.slice().buffer))));
}

async function encodeTexts(store: StoreReader, model: VisionLanguageModel): Promise<UnrelatedQuery[]> {
  const kept = store.background(keptAs);
  const { dimension } = store.model;
  const embeddings =
    kept?.byteLength === 4 * dimension * backgroundQueries.length
      ? toRows(new Float32Array(Uint8Array.from(kept).buffer), dimension)
      : await (await model.textEncoder()).encode(backgroundQueries);
  return embeddings.map((embedding) => ({ embedding }));
}

/** Frames from all over the index, evenly from its videos and from their lengths. */
function takeFrames(store: StoreReader): UnrelatedQuery[] {
  const videos = store.videos();
  const step = Math.max(1, Math.ceil(videos.length / pictureCount));
  const framesOfEach = Math.max(1, Math.floor(pictureCount / Math.max(1, videos.length)));
  return videos
    .filter((_, n) => n % step === 0)
    .flatMap(({ videoId }) => {
      const frames = toRows(store.framesOf(videoId).embeddings, store.model.dimension);
      const taken = Math.min(framesOfEach, frames.length);
      return Array.from({ length: taken }, (_, n) => {
        const embedding = frames[Math.floor(((n + 0.5) / taken) * frames.length)] as Embedding;
        return { embedding: embedding.slice(), videoId };
      });
    });
}
