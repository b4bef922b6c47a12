import type { StoreReader, VideoRecord } from "../../store/store.js";
import { bytesOf, readStoredVideo, type StoredVideo } from "./storedVideo.js";

/** The videos of an open index that searches have read last. */
export interface KeptVideos {
  /** A video as the catalog has it now; `undefined` without one. */
  find(videoId: string): StoredVideo | undefined;
  /** {@link KeptVideos.find} for several videos in a row, which asks but once whether the catalog has changed. */
  createFinder(): (videoId: string) => StoredVideo | undefined;
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

/** Keeps the videos of `store` as they are read; those asked for longest ago make room. */
export function createKeptVideos(store: StoreReader, { maxBytes = 256 * 2 ** 20 }: KeptVideosOptions = {}): KeptVideos {
  /** The latest at the end. */
  const videos = new Map<string, StoredVideo>();
  /** Ids of those that were compared with the catalog since it was last seen to change. */
  const compared = new Set<string>();
  let keptBytes = 0;
  let revision = "";

  const forget = (videoId: string): void => {
    const known = videos.get(videoId);
    if (known) keptBytes -= bytesOf(known);
    videos.delete(videoId);
    compared.delete(videoId);
  };
  const keep = (video: StoredVideo): StoredVideo => {
    const { videoId } = video.record;
    forget(videoId);
    videos.set(videoId, video);
    compared.add(videoId);
    keptBytes += bytesOf(video);
    for (const [oldestId, oldest] of videos) {
      if (keptBytes <= maxBytes || oldest === video) break;
      forget(oldestId);
    }
    return video;
  };
  const find = (videoId: string): StoredVideo | undefined => {
    const known = videos.get(videoId);
    if (known && compared.has(videoId)) return keep(known);
    const record = store.findVideo(videoId);
    if (known) forget(videoId);
    if (!record) return undefined;
    return keep(known && isSame(known.record, record) ? { ...known, record } : readStoredVideo(store, record));
  };
  const createFinder = () => {
    const now = store.revision();
    if (revision !== now) compared.clear();
    revision = now;
    return find;
  };

  return {
    find: (videoId) => createFinder()(videoId),
    createFinder,
    clear() {
      videos.clear();
      compared.clear();
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
