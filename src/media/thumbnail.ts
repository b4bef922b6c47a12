import { KinodexError } from "../core/errors.js";
import type { DecodedFrame } from "../core/frame.js";
import { decodeFrames } from "./decode.js";
import type { MediaInfo } from "./mediaInfo.js";
import { probeMedia } from "./probe.js";
import { findShownFrame } from "./shownFrame.js";

export interface ThumbnailSize {
  /** Pixels. With one side given the other follows from the aspect ratio; with both, the middle is cut out. */
  readonly width?: number;
  readonly height?: number;
}

const DEFAULT_WIDTH = 320;
/** The side that follows from the other is no longer, and the other then follows from it. */
const MAX_SIDE = 4096;

/**
 * The frame that is shown at a time, on the clock of players: the last one that starts at or before it, or
 * the first one of all.
 *
 * @throws KinodexError as `probeMedia` and `decodeFrames` do
 */
export async function extractThumbnail(
  video: MediaInfo | string,
  timeSeconds: number,
  size: ThumbnailSize = {},
  { signal }: { signal?: AbortSignal } = {},
): Promise<DecodedFrame> {
  const info = typeof video === "string" ? await probeMedia(video, signal && { signal }) : video;
  const wantedSeconds = Math.max(0, Math.min(timeSeconds, info.durationSeconds ?? timeSeconds));
  const frameSize = { ...toPixels(info, size), fit: "crop" } as const;
  const shown = await findShownFrame(info, wantedSeconds, frameSize, signal);
  if (shown) return shown;
  const first = { ...frameSize, select: { mode: "all" }, maxFrames: 1 } as const;
  for await (const frame of decodeFrames(info, first, signal && { signal })) return frame;
  throw new KinodexError("media", `${info.path} gave no picture at ${timeSeconds} s`, { path: info.path, timeSeconds });
}

function toPixels(info: MediaInfo, { width, height }: ThumbnailSize): { width: number; height: number } {
  if (width !== undefined && height !== undefined) return { width, height };
  const aspectRatio = (info.width * info.sampleAspectRatio) / info.height;
  const wantedHeight = height ?? (width ?? DEFAULT_WIDTH) / aspectRatio;
  const shownHeight = Math.min(wantedHeight, MAX_SIDE, MAX_SIDE / aspectRatio);
  const side = (pixels: number): number => Math.max(1, Math.round(pixels));
  return { width: side(shownHeight * aspectRatio), height: side(shownHeight) };
}
