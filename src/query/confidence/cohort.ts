import { meanOf, toRows, type Embedding } from "../../core/vectors.js";
import type { Model } from "../../models/model.js";
import type { Store, StoreReader } from "../../store/store.js";
import { backgroundQueries } from "./backgroundQueries.js";

/** What a query was before it was an embedding. */
export const queryKinds = ["text", "picture"] as const;
export type QueryKind = (typeof queryKinds)[number];

/** A query that has nothing to do with what is searched; a picture is one of a video's own frames, and says of which. */
export interface UnrelatedQuery {
  readonly embedding: Embedding;
  readonly videoId?: string;
}

/** The unrelated queries that an index is judged by; each kind is made once. */
export interface Cohort {
  of(kind: QueryKind): Promise<readonly UnrelatedQuery[]>;
  /**
   * What unrelated texts have in common: their mean embedding, not of norm 1.
   *
   * A picture that is near to it is near to whatever is asked ("hubness", Radovanović et al. 2010,
   * https://www.jmlr.org/papers/v11/radovanovic10a.html). Within one video that hides where a text matches, so there it
   * is taken from the text (as querybank normalisation does, Bogolin et al. 2022, https://arxiv.org/abs/2112.12777).
   */
  usualText(): Promise<Embedding>;
  /** Keeps the embeddings of the texts in `store`, the same index open for writing, so that a search need not encode them. */
  keep(store: Store): Promise<void>;
}

/** Frames that stand for unrelated pictures, at most. */
const maxPictures = 200;
/** The number changes when the bank does. */
const keptAs = "cohort/2";

/** Creates the cohort of an index. */
export function createCohort(store: StoreReader, model: Model): Cohort {
  const cohorts = new Map<QueryKind, Promise<readonly UnrelatedQuery[]>>();
  let usual: Embedding | undefined;
  const make = (kind: QueryKind): Promise<readonly UnrelatedQuery[]> => {
    const made = (async () => (kind === "text" ? encodeTexts(store, model) : takeFrames(store)))();
    cohorts.set(kind, made);
    made.catch(() => cohorts.delete(kind)); // who asks next tries again
    return made;
  };
  const of = (kind: QueryKind) => cohorts.get(kind) ?? make(kind);
  const toEmbeddings = async () => (await of("text")).map(({ embedding }) => embedding);
  return {
    of,
    async usualText() {
      usual ??= meanOf(await toEmbeddings());
      return usual;
    },
    async keep(into) {
      const rows = (await toEmbeddings()).map((embedding) => new Uint8Array(embedding.slice().buffer));
      const bytes = Buffer.concat(rows);
      const kept = await store.background(keptAs);
      if (!kept || !bytes.equals(kept)) await into.setBackground(keptAs, bytes);
    },
  };
}

async function encodeTexts(store: StoreReader, model: Model): Promise<UnrelatedQuery[]> {
  const kept = await store.background(keptAs);
  const { dimension } = store.model;
  const embeddings =
    kept?.byteLength === 4 * dimension * backgroundQueries.length
      ? toRows(new Float32Array(Uint8Array.from(kept).buffer), dimension)
      : await (await model.open("text")).encode(backgroundQueries);
  return embeddings.map((embedding) => ({ embedding }));
}

/** Frames from all over the index, evenly from its videos and from their lengths. */
async function takeFrames(store: StoreReader): Promise<UnrelatedQuery[]> {
  const videos = await store.videos();
  const step = Math.max(1, Math.ceil(videos.length / maxPictures));
  const framesOfEach = Math.max(1, Math.floor(maxPictures / Math.max(1, videos.length)));
  const pictures: UnrelatedQuery[] = [];
  for (const { videoId } of videos.filter((_, n) => n % step === 0)) {
    const frames = toRows((await store.framesOf(videoId)).embeddings, store.model.dimension);
    const taken = Math.min(framesOfEach, frames.length);
    for (let n = 0; n < taken; n += 1) {
      const embedding = frames[Math.floor(((n + 0.5) / taken) * frames.length)] as Embedding;
      pictures.push({ embedding: embedding.slice(), videoId });
    }
  }
  return pictures;
}
