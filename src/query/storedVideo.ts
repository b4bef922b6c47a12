import type { Span } from "../core/span.js";
import type { StoreReader, VideoRecord } from "../store/store.js";

/** What the similarity curve of a video is computed from, whatever the query. Not to be changed. */
export interface StoredVideo {
  readonly record: VideoRecord;
  readonly frameTimes: Float64Array;
  /** `[frameTimes.length, dimension]` */
  readonly frameEmbeddings: Float32Array;
  readonly clips: readonly (Span & { readonly keyframeSeconds: number })[];
  /** `[clips.length, dimension]` */
  readonly clipEmbeddings: Float32Array;
  readonly cutsSeconds: readonly number[];
}

/** Vectors that are kept of the videos read last, in bytes for each open index: 130,000 of dimension 256. */
const keptBytes = 128 * 2 ** 20;

interface KeptVideos {
  /** The latest at the end. */
  readonly videos: Map<string, StoredVideo>;
  sizeBytes: number;
}

const keptOf = new WeakMap<StoreReader, KeptVideos>();

/** Reads a video, or gives what an earlier search has read where the catalog still has the same; undefined without one. */
export function storedVideo(store: StoreReader, videoId: string): StoredVideo | undefined {
  const record = store.findVideo(videoId);
  if (!record) return undefined;
  const kept = keptOf.get(store) ?? { videos: new Map<string, StoredVideo>(), sizeBytes: 0 };
  keptOf.set(store, kept);
  const known = kept.videos.get(videoId);
  if (known) forget(kept, known);
  const video = known && isSame(known.record, record) ? { ...known, record } : read(store, record);
  kept.videos.set(videoId, video);
  kept.sizeBytes += sizeOf(video);
  for (const oldest of kept.videos.values()) {
    if (kept.sizeBytes <= keptBytes || oldest === video) break;
    forget(kept, oldest);
  }
  return video;
}

function forget(kept: KeptVideos, video: StoredVideo): void {
  kept.videos.delete(video.record.videoId);
  kept.sizeBytes -= sizeOf(video);
}

/** Vectors are only ever added to a video, or all of them replaced under another pipeline or after a removal. */
function isSame(one: VideoRecord, other: VideoRecord): boolean {
  return (
    one.frameCount === other.frameCount &&
    one.clipCount === other.clipCount &&
    one.pipelineFingerprint === other.pipelineFingerprint &&
    one.createdAt === other.createdAt
  );
}

function read(store: StoreReader, record: VideoRecord): StoredVideo {
  const { videoId } = record;
  const frames = store.framesOf(videoId);
  const { clips, embeddings } = store.clipsOf(videoId);
  const [, ...laterShots] = store.shotsOf(videoId);
  return {
    record,
    frameTimes: frames.times,
    frameEmbeddings: frames.embeddings,
    clips,
    clipEmbeddings: embeddings,
    cutsSeconds: laterShots.map((shot) => shot.startSeconds),
  };
}

function sizeOf({ frameEmbeddings, clipEmbeddings }: StoredVideo): number {
  return frameEmbeddings.byteLength + clipEmbeddings.byteLength;
}
