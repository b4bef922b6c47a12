import type { DecodedFrame, FrameFit } from "../core/frame.js";
import { decodeFrames, type DecodeRequest } from "./decode.js";
import { TIME_SLACK_SECONDS } from "./filters.js";
import type { MediaInfo } from "./mediaInfo.js";

const MAX_FRAMES = 100_000;

/** How the frame is decoded; by default it is looked for among all frames, by one thread a processor. */
export type ShownFrameRequest = FrameFit & Partial<Pick<DecodeRequest, "select" | "threads">>;

/**
 * The frame that is shown at a time: the last one that starts at or before it; undefined before the first one of all.
 *
 * A picture may be shown for long, so it is looked for further and further back.
 */
export async function findShownFrame(
  info: MediaInfo,
  timeSeconds: number,
  request: ShownFrameRequest,
  signal: AbortSignal | undefined,
): Promise<DecodedFrame | undefined> {
  const endSeconds = timeSeconds + 2 * TIME_SLACK_SECONDS;
  for (const lookBackSeconds of [2, 20, 200, 2000, timeSeconds]) {
    const startSeconds = Math.max(0, timeSeconds - lookBackSeconds);
    const span = { startSeconds, endSeconds, maxFrames: MAX_FRAMES };
    let shown: DecodedFrame | undefined;
    const frames = decodeFrames(info, { select: { mode: "all" }, ...request, ...span }, signal && { signal });
    for await (const frame of frames) shown = frame;
    if (shown || startSeconds === 0) return shown;
  }
  return undefined;
}
