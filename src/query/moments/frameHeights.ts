import { rowProducts } from "../../core/rowProducts.js";
import type { Embedding } from "../../core/vectors.js";
import type { CurveContext } from "../../temporal/curveContext.js";
import type { StoredVideo } from "./storedVideo.js";

/**
 * The height of each stretch of a video by its frames alone, in their context: [stretches]. Clips know best which video it is, but
 * each is as long as what is looked for, and has seen both of two things that follow each other: it would blur where one
 * ends and the other begins. A video that has no frames goes by its clips.
 */
export function frameHeights(video: StoredVideo, embedding: Embedding, context?: CurveContext): Float32Array {
  const { frameTimes, frameEmbeddings, curveEmbeddings } = video;
  if (frameTimes.length === 0) return rowProducts(curveEmbeddings, embedding);
  return video.frameShape().fuse(rowProducts(frameEmbeddings, embedding), new Float32Array(0), 1, context);
}
