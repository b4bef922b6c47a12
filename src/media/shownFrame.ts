import type { DecodedFrame, FrameFit } from "../core/frame.js";
import { decodeFrames } from "./decode.js";
import { TIME_SLACK_SECONDS } from "./filters.js";
import type { MediaInfo } from "./mediaInfo.js";

const MAX_FRAMES = 100_000;

/**
 * The frame that is shown at a time: the last one that starts at or before it; undefined before the first one of all.
 *
 * A picture may be shown for long, so it is looked for further and further back.
 */
export async function findShownFrame(
  info: MediaInfo,
  timeSeconds: number,
  size: FrameFit,
  signal: AbortSignal | undefined,
): Promise<DecodedFrame | undefined> {
  const endSeconds = timeSeconds + 2 * TIME_SLACK_SECONDS;
  for (const lookBackSeconds of [2, 20, 200, 2000, timeSeconds]) {
    const startSeconds = Math.max(0, timeSeconds - lookBackSeconds);
    const span = { startSeconds, endSeconds, maxFrames: MAX_FRAMES, select: { mode: "all" } } as const;
    let shown: DecodedFrame | undefined;
    for await (const frame of decodeFrames(info, { ...size, ...span }, signal && { signal })) shown = frame;
    if (shown || startSeconds === 0) return shown;
  }
  return undefined;
}
