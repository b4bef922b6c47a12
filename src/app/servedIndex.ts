import type { StoreReader } from "../store/store.js";
import { toAnswererChoice, type AskedAnswerer } from "./answerer.js";
import { askIndex } from "./askIndex.js";
import { readCurves, type PhraseCurve } from "./curves.js";
import { findMoments } from "./findMoments.js";
import type { AskOptions, GroundedAnswer, Kinodex } from "./kinodex.js";
import { summariseModels } from "./listModels.js";
import { listVideos } from "./listVideos.js";
import { openSession } from "./session.js";
import { writeMoments, type WrittenMoments, type WriteMomentsOptions } from "./writeMoments.js";

/** What is read of videos. */
type ReadsVideos = Pick<
  StoreReader,
  "findVideo" | "findVideos" | "folders" | "knownFiles" | "shotsOf" | "segmentsOf" | "counts"
>;

/** An index as a server uses it, which answers at once while another process writes. */
export interface ServedIndex extends ReadsVideos, Pick<Kinodex, "videos" | "search">, AsyncDisposable {
  readonly modelId: string;
  readonly pictures: StoreReader["pictures"];
  /** Answers by what the server was started with: no request says what answers. */
  ask(question: string, options: Omit<AskOptions, "answerer">): Promise<GroundedAnswer>;
  /** How similar a video is to each phrase of a query over its time. */
  curves(videoId: string, query: string): Promise<readonly PhraseCurve[]>;
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
  readonly onNotice: (message: string) => void;
}

/** Opens an index for a server. Throws what opening an index throws. */
export async function openServedIndex(options: ServedIndexOptions): Promise<ServedIndex> {
  const { directory, modelId, onNotice } = options;
  const answerer = options.answerer && toAnswererChoice(options.answerer, onNotice);
  const session = await openSession({ directory, create: { modelId }, followsKept: true, onNotice });
  const { store, model, searcher } = session;
  return {
    modelId: model.identity.id,
    pictures: store.pictures,
    videos: (asked) => listVideos(store, asked),
    findVideo: (videoId) => store.findVideo(videoId),
    findVideos: (videoIds) => store.findVideos(videoIds),
    folders: () => store.folders(),
    knownFiles: () => store.knownFiles(),
    shotsOf: (videoId) => store.shotsOf(videoId),
    segmentsOf: (videoId) => store.segmentsOf(videoId),
    counts: () => store.counts(),
    search: (query, asked) => findMoments(session, query, asked),
    ask: (question, asked) => askIndex(session, question, asked, answerer),
    curves: (videoId, query) => readCurves(session, videoId, query),
    write: (asked) => writeMoments(store, asked),

    models: async () => (await summariseModels()).models,

    async warmUp() {
      await (await model.open("text")).encode(["warm"]);
      await searcher.index.backgrounds.ofSingle();
    },

    [Symbol.asyncDispose]: () => session[Symbol.asyncDispose](),
  };
}
