import { durationOf, type Span } from "../../core/span.js";
import type { Embedding } from "../../core/vectors.js";
import type { CurveStretch } from "../../temporal/curveStretch.js";
import { shapeCurve, type CurveShape } from "../../temporal/similarityCurve.js";
import type { VectorKind } from "../../store/catalog/vectorBlock.js";
import type { VideoContents, VideoRecord } from "../../store/store.js";

/** What the similarity curve of a video is computed from, whatever the query. Not to be changed. */
export interface StoredVideo {
  readonly record: VideoRecord;
  readonly frameTimes: Float64Array;
  /** `[frameTimes.length, dimension]` */
  readonly frameEmbeddings: Float32Array;
  readonly clips: readonly (Span & { readonly keyframeSeconds: number })[];
  /** `[clips.length, dimension]` */
  readonly clipEmbeddings: Float32Array;
  /** Where the first picture starts. */
  readonly startSeconds: number;
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
  /** How the frames alone become a curve; a few numbers for each frame, worked out when first asked for. */
  readonly frameShape: () => CurveShape;
}

/** What of a video its curve is computed from. */
type VideoParts = Pick<
  StoredVideo,
  "record" | "frameTimes" | "frameEmbeddings" | "clips" | "clipEmbeddings" | "startSeconds" | "cutsSeconds"
>;

/** Fuses the vectors of a video to its curve. */
export function toStoredVideo({ record, frames, clips, shots }: VideoContents, dimension: number): StoredVideo {
  const [firstShot, ...laterShots] = shots;
  const parts = {
    record,
    frameTimes: frames.times,
    frameEmbeddings: frames.embeddings,
    clips: clips.clips,
    clipEmbeddings: clips.embeddings,
    startSeconds: firstShot?.startSeconds ?? 0,
    cutsSeconds: laterShots.map((shot) => shot.startSeconds),
  };
  return fuse(parts, dimension);
}

/** A video as though nothing but its frames, or nothing but its clips, were stored of it. */
export function withOnly(video: StoredVideo, kind: VectorKind): StoredVideo {
  const nothing = new Float32Array(0);
  const rest =
    kind === "frames"
      ? { clips: [], clipEmbeddings: nothing }
      : { frameTimes: new Float64Array(0), frameEmbeddings: nothing };
  return fuse({ ...video, ...rest }, video.meanEmbedding.length);
}

function fuse(parts: VideoParts, dimension: number): StoredVideo {
  const { record, frameTimes, frameEmbeddings, clips, clipEmbeddings, startSeconds, cutsSeconds } = parts;
  const times = { frameTimes, clips, startSeconds, cutsSeconds, durationSeconds: record.durationSeconds };
  const shape = shapeCurve(times);
  const curveEmbeddings = shape.fuse(frameEmbeddings, clipEmbeddings, dimension);
  let frameShape: CurveShape | undefined;
  return {
    record,
    frameTimes,
    frameEmbeddings,
    clips,
    clipEmbeddings,
    startSeconds,
    cutsSeconds,
    stretches: shape.stretches,
    stretchStarts: Float64Array.from(shape.stretches, (stretch) => stretch.startSeconds),
    curveEmbeddings,
    meanEmbedding: meanOverTime(curveEmbeddings, shape.stretches, dimension),
    frameShape: () => (frameShape ??= shapeCurve({ ...times, clips: [] })),
  };
}

/** Bytes of a video's vectors. */
export function bytesOf({ frameEmbeddings, clipEmbeddings, curveEmbeddings }: StoredVideo): number {
  return frameEmbeddings.byteLength + clipEmbeddings.byteLength + curveEmbeddings.byteLength;
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
