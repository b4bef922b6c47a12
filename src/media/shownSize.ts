import type { MediaInfo } from "./mediaInfo.js";

/** Pixels of a picture as people see it: pixels that are not square are widened, or narrowed, to squares. */
export function toShownSize({
  width,
  height,
  sampleAspectRatio,
}: Pick<MediaInfo, "width" | "height" | "sampleAspectRatio">): { readonly width: number; readonly height: number } {
  return { width: Math.max(1, Math.round(width * sampleAspectRatio)), height };
}
