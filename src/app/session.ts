import { KinodexError } from "../core/errors.js";
import { basename } from "node:path";
import { foldSpelling, toDiskSpelling } from "../core/paths.js";
import { createLeaseGuard } from "../jobs/sqlite/leaseGuard.js";
import type { Model } from "../models/model.js";
import { createModelShelf, type ModelShelf } from "../models/modelShelf.js";
import { openModel } from "../models/openModel.js";
import { openSearcher, type Searcher } from "../query/searcher.js";
import { hasStore, openStore, type Store, type StoreReader, type VideoRecord } from "../store/store.js";
import { createMatching, type Matching } from "./matching.js";

/** How an index is opened. */
export interface SessionOptions {
  /** Folder of the index. */
  readonly directory: string;
  /** Id of the model that an index which is there must have been made with. Default: whichever it was. */
  readonly modelId?: string | undefined;
  /** With which model a missing index is made: an id, or the one that ships. Without it, none is made. */
  readonly create?: { readonly modelId?: string | undefined } | undefined;
  /** See `SearcherOptions`. */
  readonly followsKept?: boolean;
  /** Id of the model that judges pictures and texts together. Default: none is asked unless it is needed. */
  readonly matcher?: string | undefined;
  readonly onNotice: (message: string) => void;
}

/** An index that is open for reading, the model that it was made with, and what searches it. */
export interface Session extends AsyncDisposable {
  readonly store: StoreReader;
  readonly model: Model;
  /** Other models, for what asks for one by its id. */
  readonly models: ModelShelf;
  readonly searcher: Searcher;
  readonly matching: Matching;
}

/** The same, open for writing. */
export interface WritingSession extends Session {
  readonly store: Store;
}

/**
 * Opens an index and its model, whose parts are loaded when they are needed.
 *
 * @throws {KinodexError} what opening a store and a model throws; `index-mismatch` for another version of the model
 */
export async function openSession(options: SessionOptions): Promise<Session> {
  const { directory, modelId, create, followsKept = false, matcher, onNotice } = options;
  if (create && !(await hasStore(directory))) await makeIndex(directory, create.modelId, onNotice);
  const asked = modelId === undefined ? undefined : (await openModel(modelId)).identity;
  const store = await openStore({ directory, model: asked, access: "read", onNotice });
  return toSession(store, { followsKept, matcher });
}

/**
 * Opens an index for writing, with its model; one that is missing is made only with `create`.
 *
 * @throws {KinodexError} what {@link openSession} throws; `environment` where another process writes
 */
export async function openWritingSession(
  directory: string,
  onNotice: (message: string) => void,
  create?: SessionOptions["create"],
): Promise<WritingSession> {
  if (create && !(await hasStore(directory))) await makeIndex(directory, create.modelId, onNotice);
  return toSession(await openStore({ directory, access: "write", create: false, createLeaseGuard, onNotice }));
}

async function makeIndex(directory: string, modelId: string | undefined, onNotice: (message: string) => void) {
  const { identity } = await openModel(modelId);
  const made = await openStore({ directory, model: identity, access: "write", onNotice });
  await made[Symbol.asyncDispose]();
}

async function toSession<Opened extends StoreReader>(
  store: Opened,
  { followsKept = false, matcher }: Pick<SessionOptions, "followsKept" | "matcher"> = {},
): Promise<Session & { readonly store: Opened }> {
  try {
    const model = await openModelOf(store);
    const searcher = openSearcher({ store, model, followsKept });
    const models = createModelShelf();
    const matching = createMatching(searcher.index, models, matcher);
    return {
      store,
      model,
      models,
      searcher,
      matching,
      async [Symbol.asyncDispose]() {
        for (const part of [searcher, models, model, store]) await part[Symbol.asyncDispose]();
      },
    };
  } catch (error) {
    await store[Symbol.asyncDispose]();
    throw error;
  }
}

async function openModelOf({ directory, model: { id, hash } }: StoreReader): Promise<Model> {
  const model = await openModel(id);
  if (model.identity.hash === hash) return model;
  throw new KinodexError(
    "index-mismatch",
    `the index ${directory} was made with another version of the model ${id}: index into a new folder with --index, or bring that version back`,
    { directory, model: id },
  );
}

/**
 * The video that somebody named by its id, the start of it, a path, or the name of its file.
 *
 * @throws {KinodexError} `not-found`; `usage` where several files have that name
 */
export async function requireVideo(store: StoreReader, name: string): Promise<VideoRecord> {
  const video = (await store.findVideo(name)) ?? (await store.findVideo(toDiskSpelling(name)));
  if (video) return video;
  const isNamed = (path: string) => foldSpelling(basename(path)) === foldSpelling(name);
  const named = (await store.videos()).filter(({ paths }) => paths.some(isNamed));
  if (named.length === 1) return named[0] as VideoRecord;
  if (named.length > 1) {
    const paths = named.flatMap((one) => one.paths.filter(isNamed));
    throw new KinodexError("usage", `several videos are called "${name}": say which, of ${paths.join(", ")}`, {
      video: name,
    });
  }
  throw new KinodexError(
    "not-found",
    `the index ${store.directory} has no video "${name}": give a file name, a path or an id that "kinodex videos" lists`,
    { video: name },
  );
}
