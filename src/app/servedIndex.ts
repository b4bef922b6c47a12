import { KinodexError } from "../core/errors.js";
import type { MarkedHits } from "../evaluation/marks/draw.js";
import type { AnswererChoice } from "../qa/registry.js";
import type { StoreReader } from "../store/store.js";
import { toAnswererChoice, type AskedAnswerer } from "./answerer.js";
import { askIndex } from "./askIndex.js";
import { readCurves, type PhraseCurve } from "./curves.js";
import { findMoments } from "./findMoments.js";
import type { AskOptions, GroundedAnswer, Kinodex } from "./kinodex.js";
import { summariseModels } from "./listModels.js";
import { listVideos } from "./listVideos.js";
import { findMarkedHits, type JudgedQueries } from "./marks/markedHits.js";
import { followSession } from "./followedSession.js";
import { requireCapability } from "./requireCapability.js";
import { openSession, type Session } from "./session.js";
import { writeMoments, type WrittenMoments, type WriteMomentsOptions } from "./writeMoments.js";

/** What is read of videos. */
type ReadsVideos = Pick<
  StoreReader,
  "findVideo" | "findVideos" | "folders" | "knownFiles" | "shotsOf" | "segmentsOf" | "curveOf" | "counts"
>;

/**
 * An index as a server uses it, which answers at once while another process writes; when it is switched to another model, it
 * goes on with that.
 */
export interface ServedIndex extends ReadsVideos, Pick<Kinodex, "videos" | "search">, AsyncDisposable {
  readonly modelId: string;
  readonly pictures: StoreReader["pictures"];
  /** Answers by what the server was started with: no request says what answers. */
  ask(question: string, options: Omit<AskOptions, "answerer">): Promise<GroundedAnswer>;
  /** How similar a video is to each phrase of a query over its time. */
  curves(videoId: string, query: string): Promise<readonly PhraseCurve[]>;
  /** What the queries that people judge find now, with what was said of it. */
  markedHits(judged: JudgedQueries, signal: AbortSignal): Promise<MarkedHits>;
  /** Writes moments that a search found for an editing program or as a table. */
  write(options: WriteMomentsOptions): Promise<WrittenMoments>;
  /** The models that can be used. */
  models: Kinodex["models"]["list"];
  /** Loads what the first search needs, so that it is as fast as the others. */
  warmUp(): Promise<void>;
}

/** How an index is opened for a server. */
export interface ServedIndexOptions {
  /** Folder of the index; made where it is missing, with the model of this id. */
  readonly directory: string;
  readonly modelId: string;
  readonly answerer?: AskedAnswerer | undefined;
  /** See `KinodexOptions`. */
  readonly matcher?: string | undefined;
  readonly grounder?: string | undefined;
  readonly onNotice: (message: string) => void;
}

/** Opens an index for a server. Throws what opening an index throws. */
export async function openServedIndex(options: ServedIndexOptions): Promise<ServedIndex> {
  const { directory, modelId, matcher, grounder, onNotice } = options;
  const answerer = options.answerer && toAnswererChoice(options.answerer, onNotice);
  if (grounder !== undefined) await requireCapability(grounder, "grounding");
  const open = (create?: { readonly modelId: string }) =>
    openSession({ directory, create, followsKept: true, matcher, onNotice });
  const warmUp = (session: Session) => warm(session, answerer);
  const openNext = async () => {
    const next = await open();
    onNotice(`the index has the model ${next.model.identity.id} now`);
    await warmUp(next);
    return next;
  };
  const followed = followSession(await open({ modelId }), openNext);
  const { use } = followed;
  return {
    get modelId() {
      return followed.latest.model.identity.id;
    },
    get pictures() {
      return followed.latest.store.pictures;
    },
    videos: (asked) => use(({ store }) => listVideos(store, asked)),
    findVideo: (videoId) => use(({ store }) => store.findVideo(videoId)),
    findVideos: (videoIds) => use(({ store }) => store.findVideos(videoIds)),
    folders: () => use(({ store }) => store.folders()),
    knownFiles: () => use(({ store }) => store.knownFiles()),
    shotsOf: (videoId) => use(({ store }) => store.shotsOf(videoId)),
    segmentsOf: (videoId) => use(({ store }) => store.segmentsOf(videoId)),
    curveOf: (videoId, annotator) => use(({ store }) => store.curveOf(videoId, annotator)),
    counts: () => use(({ store }) => store.counts()),
    async search(query, asked) {
      if (asked?.rerank && matcher === undefined)
        throw new KinodexError("usage", "this server has no model that re-ranks: leave rerank out");
      return use((session) => findMoments(session, query, { ...asked, rerank: asked?.rerank ?? 0 }));
    },
    ask: (question, asked) => use((session) => askIndex(session, question, asked, { answerer, grounder })),
    curves: (videoId, query) => use((session) => readCurves(session, videoId, query)),
    markedHits: (judged, signal) => use((session) => findMarkedHits(session, judged, signal)),
    write: (asked) => use(({ store }) => writeMoments(store, asked)),
    warmUp: () => use(warmUp),

    models: () => use(async () => (await summariseModels()).models),

    [Symbol.asyncDispose]: () => followed[Symbol.asyncDispose](),
  };
}

async function warm({ model, models, searcher }: Session, answerer: AnswererChoice | undefined): Promise<void> {
  await (await model.open("text")).encode(["warm"]);
  await searcher.index.backgrounds.ofSingle();
  if (answerer?.name === "model") await (await models.open(answerer.model)).open("generation");
}
