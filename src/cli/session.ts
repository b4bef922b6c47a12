import { KinodexError } from "../core/errors.js";
import { toDiskSpelling } from "../core/paths.js";
import type { VisionLanguageModel } from "../models/contrastive.js";
import { openModel } from "../models/openModel.js";
import { openSearcher, type Searcher } from "../query/searcher.js";
import { openStore, type StoreReader, type VideoRecord } from "../store/store.js";
import type { Output } from "./output.js";

/** An open index, the model it was made with, and what searches it. */
export interface SearchSession extends AsyncDisposable {
  readonly store: StoreReader;
  readonly model: VisionLanguageModel;
  readonly searcher: Searcher;
}

/** Opens an index and its model for searching. */
export async function openSearchSession(directory: string, output: Output): Promise<SearchSession> {
  const store = await openStore({ directory, access: "read", onNotice: output.note });
  try {
    const { id, hash } = store.model;
    const model = await openModel(id);
    if (model.identity.hash === hash) return toSession(store, model);
    throw new KinodexError(
      "index-mismatch",
      `the index ${directory} was made with another version of the model ${id}: index into a new folder with --index, or bring that version back`,
      { directory, model: id },
    );
  } catch (error) {
    await store[Symbol.asyncDispose]();
    throw error;
  }
}

function toSession(store: StoreReader, model: VisionLanguageModel): SearchSession {
  const searcher = openSearcher({ store, model });
  return {
    store,
    model,
    searcher,
    async [Symbol.asyncDispose]() {
      for (const part of [searcher, model, store]) await part[Symbol.asyncDispose]();
    },
  };
}

/** The video that a user named by its id, the start of it, or a path. */
export function requireVideo(store: StoreReader, idOrPath: string): VideoRecord {
  const video = store.findVideo(idOrPath) ?? store.findVideo(toDiskSpelling(idOrPath));
  if (video) return video;
  throw new KinodexError(
    "not-found",
    `the index ${store.directory} has no video "${idOrPath}": give an id or a path that "kinodex videos" lists`,
    { video: idOrPath },
  );
}
