import { existsSync } from "node:fs";
import { join } from "node:path";
import type { JudgedSpan, Mark, MarkFilter, Marks, NewMark } from "../../collections/marks.js";
import { openKeptThings } from "../../collections/sqlite/openKeptThings.js";
import { toMarkText } from "../../core/markText.js";
import type { MarkedHits } from "../../evaluation/marks/draw.js";
import { openStore } from "../../store/store.js";
import { openSession, type SessionOptions } from "../session.js";
import { toManifest, type MarkManifest } from "./markManifest.js";
import { readMarkLines, type ReadMarks } from "./markLines.js";
import { findVideoId } from "./marks.js";
import { findMarkedHits, readJudgedQueries, type JudgedQueries } from "./markedHits.js";

/** An index, and what people have said of its hits. */
export interface MarkedIndex extends AsyncDisposable {
  readonly modelId: string;
  /** The latest first. `video` is its id, a path, or the name of its file. */
  list(filter?: Omit<MarkFilter, "videoId"> & { readonly video?: string | undefined }): Promise<readonly Mark[]>;
  /** Takes back what was said. False where nothing was. */
  remove: Marks["remove"];
  /** Adds the marks of a file, but those that are older than what is said of their span already. */
  import(
    text: string,
  ): Promise<Omit<ReadMarks, "marks"> & { readonly addedCount: number; readonly knownCount: number }>;
  /** What the queries that people judge find, and what was said of it. */
  hits(signal?: AbortSignal): Promise<MarkedHits>;
  /** These marks as a dataset in a folder. */
  manifest(marks: readonly Mark[], folder: string): Promise<MarkManifest>;
}

/**
 * Opens an index and its marks.
 *
 * @throws {KinodexError} what opening an index throws: `not-found` where there is none
 */
export async function openMarkedIndex(options: Omit<SessionOptions, "create">): Promise<MarkedIndex> {
  const session = await openSession(options);
  const { store } = session;
  const kept = openKeptThings(options.directory);
  const { marks } = kept;
  return {
    modelId: session.model.identity.id,
    list: async ({ video, ...filter } = {}) =>
      marks.list({ ...filter, videoId: video === undefined ? undefined : await findVideoId(store, video) }),
    remove: (markId) => marks.remove(markId),
    import: async (text) => {
      const { marks: read, ...rest } = readMarkLines(text);
      const fresh = await leaveOutOlder(read, marks);
      await marks.add(fresh);
      return { ...rest, addedCount: fresh.length, knownCount: read.length - fresh.length };
    },
    hits: async (signal) => findMarkedHits(session, await readJudgedQueries(kept), signal),
    manifest: (chosen, folder) => toManifest(chosen, store, folder),
    async [Symbol.asyncDispose]() {
      await kept[Symbol.asyncDispose]();
      await session[Symbol.asyncDispose]();
    },
  };
}

/**
 * What people judge in an index, and the model that it was made with; no model is opened, and nothing is made.
 *
 * @throws {KinodexError} what opening an index throws
 */
export async function peekAtMarks(directory: string): Promise<JudgedQueries & { readonly modelId: string }> {
  await using store = await openStore({ directory, access: "read" });
  const modelId = store.model.id;
  if (!existsSync(join(directory, "collections.sqlite"))) return { modelId, queries: [], marks: [] };
  await using kept = openKeptThings(directory);
  return { modelId, ...(await readJudgedQueries(kept)) };
}

/** What no later mark is there of already, so that reading a file twice changes nothing. */
async function leaveOutOlder(read: readonly NewMark[], marks: Marks): Promise<NewMark[]> {
  const keyOf = ({ videoId, about, text, startSeconds, endSeconds }: JudgedSpan) =>
    JSON.stringify([videoId, about, toMarkText(text), startSeconds, endSeconds]);
  const known = new Map((await marks.list()).map((mark) => [keyOf(mark), mark.createdAt]));
  return read.filter((mark) => {
    const latest = known.get(keyOf(mark));
    return latest === undefined || mark.createdAt === undefined || mark.createdAt > latest;
  });
}
