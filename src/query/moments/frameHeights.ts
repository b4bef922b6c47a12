import { rowProducts } from "../../core/rowProducts.js";
import type { Embedding } from "../../core/vectors.js";
import { shapeCurve, type CurveShape } from "../../temporal/similarityCurve.js";
import type { StoredVideo } from "./storedVideo.js";

/** A few numbers for each frame of the videos in mind. */
const shapes = new WeakMap<StoredVideo, CurveShape>();

/**
 * The height of each stretch of a video by its frames alone, smoothed: [stretches]. Clips know best which video it is, but
 * each is as long as what is looked for, and has seen both of two things that follow each other: it would blur where one
 * ends and the other begins. A video that has no frames goes by its clips.
 */
export function frameHeights(video: StoredVideo, embedding: Embedding): Float32Array {
  const { frameTimes, frameEmbeddings, cutsSeconds } = video;
  if (frameTimes.length === 0) return rowProducts(video.curveEmbeddings, embedding);
  const { durationSeconds } = video.record;
  const shape = shapes.get(video) ?? shapeCurve({ frameTimes, clips: [], cutsSeconds, durationSeconds });
  shapes.set(video, shape);
  return shape.fuse(rowProducts(frameEmbeddings, embedding), new Float32Array(0), 1);
}
