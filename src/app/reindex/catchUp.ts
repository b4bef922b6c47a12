import type { ModelIdentity } from "../../core/modelIdentity.js";
import { indexFiles } from "../../pipeline/indexFiles.js";
import type { VideoRecord } from "../../store/catalog/records.js";
import { generationFolderOf } from "../../store/generations/generations.js";
import { findMoments } from "../findMoments.js";
import type { Query } from "../searchOptions.js";
import { openWritingSession, type Session, type WritingSession } from "../session.js";
import { comparedMoments, compareSearches, type SearchComparison } from "./compareSearches.js";
import { hear } from "./hear.js";
import { planVideos } from "./planVideos.js";
import type { ReindexRun } from "./reindex.js";
import { usualQueries } from "./usualQueries.js";

/** What brings another model's vectors in step with an index that may change meanwhile. */
export interface CatchUp {
  /** Encodes what the other model has not encoded, and measures what its searches are judged by. */
  encode(): Promise<void>;
  compare(): Promise<SearchComparison>;
  /** Paths of the videos that cannot be encoded. */
  missing(): Promise<{ readonly missing: readonly string[]; readonly videoCount: number }>;
  /** Whether nothing is left to encode, as nothing has been indexed meanwhile. */
  isDone(): Promise<boolean>;
}

/** What it is built from. */
export interface CatchUpOptions extends ReindexRun {
  /** Of the index with its present model. */
  readonly session: Session;
  readonly next: ModelIdentity;
}

/** Creates what encodes an index's videos into the folder of the model `next`. */
export function createCatchUp(options: CatchUpOptions): CatchUp {
  const { directory, session, next, signal, tell, onNotice } = options;
  const folder = generationFolderOf(directory, next);
  const tried = new Set<string>();
  let encoded: readonly VideoRecord[] = [];
  const { pipeline, back: anyPreset = false } = options.options;

  const useNext = async <Result>(work: (other: WritingSession) => Promise<Result>): Promise<Result> => {
    await using other = await openWritingSession(folder, onNotice, { modelId: next.id });
    const result = await work(other);
    encoded = await other.store.videos();
    return result;
  };
  const plan = async (known: readonly VideoRecord[]) =>
    planVideos(await session.store.videos(), known, { pipeline, tried, anyPreset });
  const encode = () =>
    useNext(async ({ store, model, searcher }) => {
      for (;;) {
        const { files, videoIds } = await plan(await store.videos());
        if (videoIds.length === 0) break;
        tell({ type: "listed", fileCount: videoIds.length, emptyFolders: [] });
        for (const { preset, paths } of files)
          await hear(indexFiles(paths, { store, model, preset, reindexOnOtherPreset: true }), signal, tell);
        for (const videoId of videoIds) tried.add(videoId);
      }
      await model.release("image");
      await searcher.refresh(store);
    });

  return {
    encode,

    compare: () =>
      useNext(async (other) => {
        const { queries, kind } = await usualQueries(directory);
        const searchIn = (one: Session) => (query: Query) => {
          signal.throwIfAborted();
          return findMoments(one, query, { top: comparedMoments, rerank: 0, sources: ["frame", "clip"] });
        };
        return compareSearches(queries, kind, searchIn(session), searchIn(other));
      }),

    async missing() {
      const known = new Set(encoded.filter(({ state }) => state !== "indexing").map(({ videoId }) => videoId));
      const videos = (await session.store.videos()).filter(({ state }) => state !== "indexing");
      const missing = videos.filter(({ videoId }) => !known.has(videoId));
      return { missing: missing.map(({ videoId, paths }) => paths[0] ?? videoId), videoCount: videos.length };
    },

    isDone: async () => (await plan(encoded)).videoIds.length === 0,
  };
}
