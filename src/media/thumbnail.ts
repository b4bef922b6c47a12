import { KinodexError } from "../core/errors.js";
import type { DecodedFrame } from "../core/frame.js";
import { decodeFrames } from "./decode.js";
import { TIME_SLACK_SECONDS } from "./filters.js";
import type { MediaInfo } from "./mediaInfo.js";
import { probeMedia } from "./probe.js";

export interface ThumbnailSize {
  /** Pixels. With one side given the other follows from the aspect ratio; with both, the middle is cut out. */
  readonly width?: number;
  readonly height?: number;
}

const DEFAULT_WIDTH = 320;
const MAX_FRAMES = 100_000;

/**
 * The frame that is shown at a time, in seconds from the stream's start: the last one that starts at or before it, or
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
  const frameSize = { ...toPixels(info, size), fit: "crop", select: { mode: "all" } } as const;
  // a picture may be shown for long: look further back until one is found
  for (const lookBackSeconds of [2, 20, wantedSeconds]) {
    const startSeconds = Math.max(0, wantedSeconds - lookBackSeconds);
    const span = { startSeconds, endSeconds: wantedSeconds + 2 * TIME_SLACK_SECONDS, maxFrames: MAX_FRAMES };
    const stream = decodeFrames(info, { ...frameSize, ...span }, signal && { signal });
    let shown: DecodedFrame | undefined;
    for await (const frame of stream) shown = frame;
    if (shown) return shown;
  }
  for await (const first of decodeFrames(info, { ...frameSize, maxFrames: 1 }, signal && { signal })) return first;
  throw new KinodexError("media", `${info.path} gave no picture at ${timeSeconds} s`, { path: info.path, timeSeconds });
}

function toPixels(info: MediaInfo, { width, height }: ThumbnailSize): { width: number; height: number } {
  const aspectRatio = (info.width * info.sampleAspectRatio) / info.height;
  const side = (pixels: number): number => Math.max(1, Math.round(pixels));
  if (width !== undefined) return { width, height: height ?? side(width / aspectRatio) };
  if (height !== undefined) return { width: side(height * aspectRatio), height };
  return { width: DEFAULT_WIDTH, height: side(DEFAULT_WIDTH / aspectRatio) };
}
