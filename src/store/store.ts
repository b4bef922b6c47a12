import { existsSync } from "node:fs";
import { KinodexError } from "../core/errors.js";
import type { ModelIdentity } from "../core/modelIdentity.js";
import { rowProducts } from "../core/rowProducts.js";
import { contains, overlapSeconds } from "../core/span.js";
import type { Embedding } from "../core/vectors.js";
import {
  catalogPathOf,
  createCatalog,
  createDirectory,
  openCatalog,
  withCatalogErrors,
  type Catalog,
} from "./catalog/sqlite/openCatalog.js";
import { topRows } from "./vectors/exactIndex.js";
import { vectorFault, type VectorKind } from "./catalog/vectorBlock.js";
import { toPromises } from "./catalog/sqlite/immediate.js";
import { blocksOf, vectorsOf } from "./catalog/sqlite/operations.js";
import type { ClipHit, FrameHit, SearchScope } from "./catalog/records.js";
import { refreshSnapshots, type SnapshotProgress } from "./snapshots/refreshSnapshots.js";
import { createResidentIndex, type AcceptsTimes, type LocatedHit, type ResidentIndex } from "./residentIndex.js";
import { createVideoReader, toClip, type VideoReader } from "./catalog/sqlite/videoReader.js";
import { createVideoWriter, type VideoWriter } from "./catalog/sqlite/videoWriter.js";
import { acquireWriterLock } from "./catalog/sqlite/writerLock.js";

export type * from "./catalog/records.js";

/** Finds vectors that are similar to one. */
export interface Searches {
  /** Up to `count` most similar frames, best first. Exact within one video. */
  searchFrames(vector: Embedding, count: number, scope?: SearchScope): Promise<FrameHit[]>;
  /** Up to `count` most similar clips, best first. Exact within one video. */
  searchClips(vector: Embedding, count: number, scope?: SearchScope): Promise<ClipHit[]>;
}

/** An index opened for reading; it sees what another process commits meanwhile. */
export interface StoreReader extends VideoReader, Searches, AsyncDisposable {
  readonly directory: string;
  readonly model: ModelIdentity;
}

/** An index opened for writing, by one process at a time. */
export interface Store extends StoreReader, VideoWriter {
  /** Keeps a value beside the index. */
  setBackground(key: string, value: Uint8Array): Promise<void>;
  /**
   * Brings the search snapshots up to date where that is worth it; call it after a run, not after each video.
   * An aborted `signal` rejects with its reason and leaves the old snapshot.
   */
  saveSnapshots(options?: SnapshotProgress): Promise<void>;
}

/** How an index is opened. */
export interface OpenStoreOptions {
  readonly directory: string;
  /** The model in use; checked against the one that the index was made with. Needed to make an index. */
  readonly model?: ModelIdentity | undefined;
  /** Whether a missing index is made; by default it is, for writing. */
  readonly create?: boolean | undefined;
  /** Hears, in sentences, what the store had to work around. */
  readonly onNotice?: ((message: string) => void) | undefined;
}

/**
 * Opens an index.
 *
 * Throws `not-found` without one, `index-mismatch` for another model, `index-damaged` for a damaged catalog, and
 * `environment` when the folder cannot be used or another process writes.
 */
export async function openStore(options: OpenStoreOptions & { readonly access: "write" }): Promise<Store>;
export async function openStore(options: OpenStoreOptions & { readonly access: "read" }): Promise<StoreReader>;
export async function openStore(
  options: OpenStoreOptions & { readonly access: "read" | "write" },
): Promise<Store | StoreReader> {
  const { directory, model, access, create = access === "write" } = options;
  const path = catalogPathOf(directory);
  if (!existsSync(path) && !create) throw missingIndex(directory);
  if (access === "read") return openReader(openCatalog(directory, "read", model), options);

  createDirectory(directory);
  const releaseLock = acquireWriterLock(directory);
  try {
    if (!existsSync(path)) {
      if (!model) throw new KinodexError("usage", `A model is needed to make the index ${directory}.`, { directory });
      withCatalogErrors(path, () => createCatalog(directory, model));
    }
    return openWriter(openCatalog(directory, "write", model), options, releaseLock);
  } catch (error) {
    releaseLock();
    throw error;
  }
}

function missingIndex(directory: string): KinodexError {
  return new KinodexError(
    "not-found",
    `There is no index in ${directory}. Make one with \`kinodex index PATH --index ${directory}\`.`,
    { directory },
  );
}

function openReader(catalog: Catalog, { directory, onNotice = () => {} }: OpenStoreOptions): StoreReader {
  const { model } = catalog;
  const searchFrames = createSearch("frames", catalog, createResidentIndex(directory, "frames", catalog, onNotice));
  const searchClips = createSearch("clips", catalog, createResidentIndex(directory, "clips", catalog, onNotice));
  const searches: Searches = {
    async searchFrames(vector, count, { videoId: within, span } = {}) {
      const accepts: AcceptsTimes | undefined = span && ((times, row) => contains(span, times[row] as number));
      const hits = await searchFrames(vector, count, within, accepts);
      return hits.map(({ id, times, row, videoId, similarity }) => {
        const timeSeconds = times[row] as number;
        return { frameId: id, videoId, timeSeconds, similarity };
      });
    },

    async searchClips(vector, count, { videoId: within, span } = {}) {
      const accepts: AcceptsTimes | undefined = span && ((times, row) => overlapSeconds(span, toClip(times, row)) > 0);
      const hits = await searchClips(vector, count, within, accepts);
      return hits.map(({ id, times, row, videoId, similarity }) => {
        const { startSeconds, endSeconds, keyframeSeconds } = toClip(times, row);
        return { clipId: id, videoId, startSeconds, endSeconds, keyframeSeconds, similarity };
      });
    },
  };
  return {
    ...toPromises<Omit<VideoReader, "blocksOf"> & Searches>(catalog.path, {
      ...createVideoReader(catalog),
      ...searches,
    }),
    directory,
    model,

    async *blocksOf(kind) {
      yield* blocksOf(catalog, kind);
    },

    async [Symbol.asyncDispose]() {
      catalog.close();
    },
  };
}

function openWriter(catalog: Catalog, options: OpenStoreOptions, releaseLock: () => void): Store {
  const { directory, onNotice = () => {} } = options;
  const putBackground = catalog.database.prepare(
    `INSERT INTO background (key, value) VALUES (?, ?)
     ON CONFLICT (key) DO UPDATE SET value = excluded.value WHERE value IS NOT excluded.value`,
  );
  return {
    ...openReader(catalog, options),
    ...toPromises<VideoWriter & Pick<Store, "setBackground" | "saveSnapshots">>(catalog.path, {
      ...createVideoWriter(catalog),

      setBackground(key, value) {
        putBackground.run(key, value);
      },

      saveSnapshots: (progress = {}) => refreshSnapshots(directory, catalog, onNotice, progress),
    }),

    async [Symbol.asyncDispose]() {
      catalog.close();
      releaseLock();
    },
  };
}

/** Searches one kind: everywhere in the resident index, within one video exactly over the vectors of that video. */
function createSearch(kind: VectorKind, catalog: Catalog, resident: ResidentIndex) {
  return async (
    vector: Embedding,
    count: number,
    videoId: string | undefined,
    accepts: AcceptsTimes | undefined,
  ): Promise<LocatedHit[]> => {
    const fault = vectorFault(vector, catalog.model.dimension);
    if (fault) throw new KinodexError("model", `The embedding of the query cannot be searched with: ${fault}.`, {});
    if (videoId === undefined) return resident.search(vector, count, accepts);
    const { ids, times, embeddings } = vectorsOf(catalog, kind, videoId);
    const similarities = rowProducts(embeddings, vector);
    return topRows(similarities, count, accepts && ((row) => accepts(times, row))).map((row) => ({
      id: ids[row] as number,
      similarity: similarities[row] as number,
      videoId,
      times,
      row,
    }));
  };
}
