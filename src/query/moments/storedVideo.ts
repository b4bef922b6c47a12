import { durationOf, type Span } from "../../core/span.js";
import type { Embedding } from "../../core/vectors.js";
import { shapeCurve, type CurveStretch } from "../../temporal/similarityCurve.js";
import type { StoreReader, VideoRecord } from "../../store/store.js";

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
  readonly stretches: readonly CurveStretch[];
  /** Where each stretch begins, side by side for a search that looks for one of them. */
  readonly stretchStarts: Float64Array;
  /**
   * `[stretches.length, dimension]`: frames and clips fused and smoothed, not normalised. The product of a row with a
   * query is the height of the similarity curve, since the curve is linear in the embeddings.
   */
  readonly curveEmbeddings: Float32Array;
  /** Mean of `curveEmbeddings` over time: its product with a query is the curve's mean height. */
  readonly meanEmbedding: Embedding;
}

/** Vectors that are kept of the videos read last, in bytes for each open index: 110,000 frames of dimension 256. */
const keptBytes = 256 * 2 ** 20;

interface KeptVideos {
  /** The latest at the end. */
  readonly videos: Map<string, StoredVideo>;
  sizeBytes: number;
  /** What the catalog was when its videos were last compared with the kept ones. */
  revision: string;
  readonly compared: Set<string>;
}

const keptOf = new WeakMap<StoreReader, KeptVideos>();

/** Reads a video, or gives what an earlier search has read where the catalog still has the same; undefined without one. */
export function storedVideo(store: StoreReader, videoId: string): StoredVideo | undefined {
  return openStoredVideos(store)(videoId);
}

/** {@link storedVideo} for several videos at a time, which asks but once whether the catalog has changed. */
export function openStoredVideos(store: StoreReader): (videoId: string) => StoredVideo | undefined {
  const kept = keptVideos(store);
  return (videoId) => {
    const known = kept.videos.get(videoId);
    if (known && kept.compared.has(videoId)) return keep(kept, known);
    const record = store.findVideo(videoId);
    if (known) forget(kept, known);
    if (!record) return undefined;
    return keep(kept, known && isSame(known.record, record) ? { ...known, record } : read(store, record));
  };
}

/** The kept videos of a store, all of them to be compared again once anything has changed in the catalog. */
function keptVideos(store: StoreReader): KeptVideos {
  const kept = keptOf.get(store) ?? { videos: new Map(), sizeBytes: 0, revision: "", compared: new Set() };
  keptOf.set(store, kept);
  const revision = store.revision();
  if (kept.revision !== revision) kept.compared.clear();
  kept.revision = revision;
  return kept;
}

/** Makes a video the latest of the kept ones; the oldest make room. */
function keep(kept: KeptVideos, video: StoredVideo): StoredVideo {
  forget(kept, video);
  kept.videos.set(video.record.videoId, video);
  kept.compared.add(video.record.videoId);
  kept.sizeBytes += sizeOf(video);
  for (const oldest of kept.videos.values()) {
    if (kept.sizeBytes <= keptBytes || oldest === video) break;
    forget(kept, oldest);
  }
  return video;
}

function forget(kept: KeptVideos, video: StoredVideo): void {
  const { videoId } = video.record;
  const known = kept.videos.get(videoId);
  if (known) kept.sizeBytes -= sizeOf(known);
  kept.videos.delete(videoId);
  kept.compared.delete(videoId);
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

function read(store: StoreReader, record: VideoRecord): StoredVideo {
  const { videoId } = record;
  const frames = store.framesOf(videoId);
  const { clips, embeddings } = store.clipsOf(videoId);
  const [, ...laterShots] = store.shotsOf(videoId);
  const cutsSeconds = laterShots.map((shot) => shot.startSeconds);
  const { durationSeconds } = record;
  const shape = shapeCurve({ frameTimes: frames.times, clips, cutsSeconds, durationSeconds });
  const curveEmbeddings = shape.fuse(frames.embeddings, embeddings, store.model.dimension);
  return {
    record,
    frameTimes: frames.times,
    frameEmbeddings: frames.embeddings,
    clips,
    clipEmbeddings: embeddings,
    cutsSeconds,
    stretches: shape.stretches,
    stretchStarts: Float64Array.from(shape.stretches, ({ startSeconds }) => startSeconds),
    curveEmbeddings,
    meanEmbedding: meanOverTime(curveEmbeddings, shape.stretches, store.model.dimension),
  };
}

function meanOverTime(rows: Float32Array, stretches: readonly Span[], dimension: number): Embedding {
  const mean = new Float32Array(dimension);
  const seconds = stretches.reduce((sum, stretch) => sum + durationOf(stretch), 0);
  for (const [n, stretch] of stretches.entries()) {
    const share = durationOf(stretch) / (seconds || 1);
    for (let at = 0; at < dimension; at += 1) {
      mean[at] = (mean[at] as number) + share * (rows[n * dimension + at] as number);
    }
  }
  return mean;
}

function sizeOf({ frameEmbeddings, clipEmbeddings, curveEmbeddings }: StoredVideo): number {
  return frameEmbeddings.byteLength + clipEmbeddings.byteLength + curveEmbeddings.byteLength;
}
