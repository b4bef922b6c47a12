import type { DecodeRequest } from "./decode.js";
import type { MediaInfo } from "./mediaInfo.js";

/** Times are stored as they are decoded; containers round them to a millisecond. */
const slackSeconds = 0.002;

/**
 * How the frame at a stored time is decoded: as it is shown, and no larger than it is or than `maxEdge` on its longest side.
 * It comes first, and nothing before or after it is decoded but what it refers to.
 */
export function toFrameRequest(
  info: MediaInfo,
  timeSeconds: number,
  maxEdge: number,
): Omit<DecodeRequest, "maxFrames" | "threads"> {
  const startSeconds = Math.max(0, timeSeconds - slackSeconds);
  return { ...toSize(info, maxEdge), fit: "crop", select: { mode: "all" }, startSeconds };
}

function toSize(
  { width, height, sampleAspectRatio }: MediaInfo,
  maxEdge: number,
): { readonly width: number; readonly height: number } {
  const shownWidth = width * sampleAspectRatio;
  const scale = Math.min(1, maxEdge / Math.max(shownWidth, height));
  const side = (pixels: number): number => Math.max(1, Math.round(pixels * scale));
  return { width: side(shownWidth), height: side(height) };
}
