import type { StoreReader, VideoRecord } from "../../store/store.js";
import { bytesOf, toStoredVideo, type StoredVideo } from "./storedVideo.js";

/** The videos of an open index that searches have read last. */
export interface KeptVideos {
  /** A video as the catalog has it now; `undefined` without one. */
  find(videoId: string): Promise<StoredVideo | undefined>;
  /** {@link KeptVideos.find} for several videos, which asks the catalog but once: those that are there, by their ids, in the order asked for. */
  findAll(videoIds: readonly string[]): Promise<ReadonlyMap<string, StoredVideo>>;
  /** Lets go of all of them. */
  clear(): void;
}

export interface KeptVideosOptions {
  /**
   * Bytes of vectors to keep. Default 256 MiB: 110,000 frames of dimension 256. The video read last is kept however large
   * it is.
   */
  readonly maxBytes?: number | undefined;
}

/** What {@link createKeptVideos} reads. */
type VideoSource = Pick<StoreReader, "model" | "revision" | "findVideos" | "readVideos">;

/** Keeps the videos of `store` as they are read; those asked for longest ago make room. */
export function createKeptVideos(store: VideoSource, { maxBytes = 256 * 2 ** 20 }: KeptVideosOptions = {}): KeptVideos {
  /** The latest at the end. */
  const videos = new Map<string, StoredVideo>();
  /** Ids of those that were read, or compared with the catalog, after it had got to `revision`. */
  const current = new Set<string>();
  /** What is being read of that revision, for all who ask meanwhile. */
  const loading = new Map<string, Promise<ReadonlyMap<string, StoredVideo>>>();
  let keptBytes = 0;
  let revision = "";

  const forget = (videoId: string): void => {
    const known = videos.get(videoId);
    if (known) keptBytes -= bytesOf(known);
    videos.delete(videoId);
    current.delete(videoId);
  };
  const keep = (video: StoredVideo): void => {
    const { videoId } = video.record;
    forget(videoId);
    videos.set(videoId, video);
    current.add(videoId);
    keptBytes += bytesOf(video);
    for (const [oldestId, oldest] of videos) {
      if (keptBytes <= maxBytes || oldest === video) break;
      forget(oldestId);
    }
  };

  /** Compares videos with the catalog, and reads those that are new or have changed. */
  const load = async (videoIds: readonly string[], now: string): Promise<ReadonlyMap<string, StoredVideo>> => {
    const records = await store.findVideos(videoIds);
    const found = new Map<string, StoredVideo>();
    for (const record of records) {
      const known = videos.get(record.videoId);
      if (known && isSame(known.record, record)) found.set(record.videoId, { ...known, record });
    }
    const changed = records.map(({ videoId }) => videoId).filter((videoId) => !found.has(videoId));
    for (const contents of changed.length > 0 ? await store.readVideos(changed) : [])
      found.set(contents.record.videoId, toStoredVideo(contents, store.model.dimension));
    // Meanwhile another search may have seen a newer catalog: what was read before it is not kept.
    if (revision === now)
      for (const videoId of videoIds) {
        forget(videoId);
        const video = found.get(videoId);
        if (video) keep(video);
      }
    return found;
  };

  const startLoading = (videoIds: readonly string[], now: string): void => {
    const loaded = load(videoIds, now);
    for (const videoId of videoIds) loading.set(videoId, loaded);
    const end = (): void => {
      for (const videoId of videoIds) if (loading.get(videoId) === loaded) loading.delete(videoId);
    };
    loaded.then(end, end);
  };

  const takeKept = (videoId: string): StoredVideo | undefined => {
    const video = current.has(videoId) ? videos.get(videoId) : undefined;
    if (video) keep(video); // as the latest
    return video;
  };

  const findAll = async (videoIds: readonly string[]): Promise<ReadonlyMap<string, StoredVideo>> => {
    const now = await store.revision();
    if (revision !== now) {
      current.clear();
      loading.clear();
    }
    revision = now;
    const asked = [...new Set(videoIds)];
    const kept = asked.map((videoId) => takeKept(videoId));
    const missing = asked.filter((videoId, n) => !kept[n] && !loading.has(videoId));
    if (missing.length > 0) startLoading(missing, now);
    const loads = asked.map((videoId, n) => (kept[n] ? undefined : loading.get(videoId)));
    const found = new Map<string, StoredVideo>();
    for (const [n, videoId] of asked.entries()) {
      const video = kept[n] ?? (await loads[n])?.get(videoId);
      if (video) found.set(videoId, video);
    }
    return found;
  };

  return {
    find: async (videoId) => (await findAll([videoId])).get(videoId),
    findAll,
    clear() {
      videos.clear();
      current.clear();
      loading.clear();
      keptBytes = 0;
    },
  };
}

/** Vectors are only ever added to a video, or all of them replaced under another pipeline or after a removal. */
function isSame(one: VideoRecord, other: VideoRecord): boolean {
  return (
    one.frameCount === other.frameCount &&
    one.clipCount === other.clipCount &&
    one.durationSeconds === other.durationSeconds &&
    one.pipelineFingerprint === other.pipelineFingerprint &&
    one.createdAt === other.createdAt
  );
}
