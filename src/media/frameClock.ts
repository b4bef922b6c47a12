import { KinodexError } from "../core/errors.js";
import type { DecodeRequest } from "./decode.js";
import { rateCellOf } from "./filters.js";
import type { FrameLine } from "./frameLine.js";
import type { MediaInfo } from "./mediaInfo.js";

/**
 * Turns the container's times into those of a player's clock, which never decrease. Undefined for a frame that belongs to
 * the same cell of a rate as the one before: ffmpeg forgets its selection when the picture size changes in mid-stream.
 */
export function createFrameClock(
  info: MediaInfo,
  { select }: DecodeRequest,
): (line: FrameLine | undefined) => number | undefined {
  let previous: number | undefined;
  return (line) => {
    if (line === undefined) throw new KinodexError("media", `ffmpeg gave a picture of ${info.path} without its time`);
    const raw = Math.round((line.timeSeconds - info.startSeconds) * 1e6) / 1e6;
    const timeSeconds = Math.max(previous ?? 0, raw);
    if (select.mode === "rate" && previous !== undefined) {
      const cell = rateCellOf(timeSeconds, select.framesPerSecond);
      if (cell <= rateCellOf(previous, select.framesPerSecond)) return undefined;
    }
    previous = timeSeconds;
    return timeSeconds;
  };
}
