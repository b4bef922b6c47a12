import type { ModelIdentity } from "../core/modelIdentity.js";
import type { Embedding } from "../core/vectors.js";
import { KinodexError } from "../core/errors.js";
import type { Catalog, CatalogReader, CatalogWriter, WritableCatalog } from "./catalog/catalog.js";
import type { ClipHit, FrameHit } from "./catalog/records.js";
import type { CreateLeaseGuard } from "./catalog/sqlite/sqlitePlace.js";
import { vectorFault, type VectorKind } from "./catalog/vectorBlock.js";
import { placeOf } from "./place.js";
import { createResidentIndex } from "./residentIndex.js";
import { createPictureStore, type PictureStore } from "./pictures/pictureStore.js";
import { refreshSnapshots, type SnapshotProgress } from "./snapshots/refreshSnapshots.js";
import type { VectorFilter, VectorHit } from "./vectors/vectorIndex.js";

export type * from "./catalog/records.js";
export type { WriteOptions } from "./catalog/catalog.js";

/** Finds vectors that are similar to one. */
export interface Searches {
  /** Up to `count` most similar frames, best first. Exact among the frames of a few videos. */
  searchFrames(vector: Embedding, count: number, filter?: VectorFilter): Promise<FrameHit[]>;
  /** Up to `count` most similar clips, best first. Exact among the clips of a few videos. */
  searchClips(vector: Embedding, count: number, filter?: VectorFilter): Promise<ClipHit[]>;
}

/** An index opened for reading; it sees what another process commits meanwhile. */
export interface StoreReader extends CatalogReader, Searches, AsyncDisposable {
  readonly directory: string;
  readonly model: ModelIdentity;
  /** What people are shown of videos; disposable, so that it may be written to by whoever reads the index. */
  readonly pictures: PictureStore;
}

/** An index opened for writing, by one process at a time. */
export interface Store extends StoreReader, CatalogWriter {
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
  /** Makes what checks the leases under which is written; without it, nothing is written under a lease. */
  readonly createLeaseGuard?: CreateLeaseGuard | undefined;
  /** Hears, in sentences, what the store had to work around. */
  readonly onNotice?: ((message: string) => void) | undefined;
}

/** Whether there is an index in a folder. */
export function hasStore(directory: string): Promise<boolean> {
  return placeOf(directory).exists();
}

/**
 * Opens an index.
 *
 * @throws {KinodexError} `not-found` without one, `index-mismatch` for another model, `index-damaged` for a damaged
 *   catalog, and `environment` when the folder cannot be used or another process writes
 */
export async function openStore(options: OpenStoreOptions & { readonly access: "write" }): Promise<Store>;
export async function openStore(options: OpenStoreOptions & { readonly access: "read" }): Promise<StoreReader>;
export async function openStore(
  options: OpenStoreOptions & { readonly access: "read" | "write" },
): Promise<Store | StoreReader> {
  const { directory, model, access, create = true, createLeaseGuard } = options;
  const place = placeOf(directory, createLeaseGuard);
  if (access === "read") return toReader(await place.openForReading({ model }), options);
  return toStore(await place.openForWriting({ model, create }), options);
}

function toReader(catalog: Catalog, { directory, onNotice = () => {} }: OpenStoreOptions): StoreReader {
  const searchFrames = createSearch("frames", catalog, directory, onNotice);
  const searchClips = createSearch("clips", catalog, directory, onNotice);
  const pictures = createPictureStore(directory);
  return {
    ...catalog,
    directory,
    model: catalog.identity.model,
    pictures,

    async searchFrames(vector, count, filter) {
      const hits = await searchFrames(vector, count, filter);
      return hits.map(({ id, times, videoId, similarity }) => {
        const timeSeconds = times[0] as number;
        return { frameId: id, videoId, timeSeconds, similarity };
      });
    },

    async searchClips(vector, count, filter) {
      const hits = await searchClips(vector, count, filter);
      return hits.map(({ id, times, videoId, similarity }) => {
        const [startSeconds, endSeconds, keyframeSeconds] = times as [number, number, number];
        return { clipId: id, videoId, startSeconds, endSeconds, keyframeSeconds, similarity };
      });
    },

    async [Symbol.asyncDispose]() {
      pictures.close();
      await catalog[Symbol.asyncDispose]();
    },
  };
}

function toStore(catalog: WritableCatalog, options: OpenStoreOptions): Store {
  const { directory, onNotice = () => {} } = options;
  const reader = toReader(catalog, options);
  return {
    ...catalog,
    ...reader,
    async removeVideo(videoId, removeOptions) {
      const isRemoved = await catalog.removeVideo(videoId, removeOptions);
      if (isRemoved) reader.pictures.remove(videoId);
      return isRemoved;
    },
    async saveSnapshots(progress = {}) {
      reader.pictures.keepOnly((await catalog.videos()).map(({ videoId }) => videoId));
      await refreshSnapshots(directory, catalog, onNotice, progress);
    },
  };
}

function createSearch(kind: VectorKind, catalog: Catalog, directory: string, onNotice: (message: string) => void) {
  const resident = createResidentIndex(directory, kind, catalog, onNotice);
  return async (vector: Embedding, count: number, filter: VectorFilter | undefined): Promise<VectorHit[]> => {
    const fault = vectorFault(vector, catalog.identity.model.dimension);
    if (fault) throw new KinodexError("model", `The embedding of the query cannot be searched with: ${fault}.`, {});
    return resident.search(vector, count, filter);
  };
}
