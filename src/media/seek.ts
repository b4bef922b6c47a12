import { every, from, lastValueFrom, mergeMap } from "rxjs";
import { isKinodexError } from "../core/errors.js";
import { composeArguments } from "./composeCommand.js";
import { lacksPresentationTimes } from "./filters.js";
import { findFfmpeg } from "./findFfmpeg.js";
import { createFrameLineParser } from "./frameLine.js";
import type { MediaInfo } from "./mediaInfo.js";
import { runToEnd } from "./superviseProcess.js";

/** Containers with an index are sought exactly; the others by guessing a byte position. */
const INDEXED = /^(mov|matroska|avi|gif|mxf)/;

/**
 * Options before an input that start reading at the keyframe at or before a time.
 *
 * They seek a little early and leave it to the filter graph to drop what comes too soon, so that a seek which lands
 * late cannot lose frames.
 */
export function seekArgs(info: MediaInfo, timeSeconds: number): readonly string[] {
  if (info.hasClockJumps) return []; // the container's clock does not say where a time lies in the file
  const marginSeconds = INDEXED.test(info.formatName) ? 1 : 10;
  const fromSeconds = timeSeconds - marginSeconds;
  // a seek lands on a picture: before the first one it would skip the sound that is ahead of it
  const isAhead = fromSeconds <= info.firstPictureSeconds;
  const offsetSeconds = fromSeconds + info.startSeconds - info.containerStartSeconds;
  return isAhead || offsetSeconds <= 0 ? [] : ["-noaccurate_seek", "-ss", offsetSeconds.toFixed(6)];
}

/**
 * Whether seeks to all of these times can be relied on, and decoding starts no more than `maxLeadSeconds` before each:
 * at the keyframe before. It ends with the first that fails; no picture is decoded for it.
 */
export async function canSeekTo(
  info: MediaInfo,
  timesSeconds: readonly number[],
  maxLeadSeconds: number,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  if (!INDEXED.test(info.formatName) || lacksPresentationTimes(info)) return false;
  const { ffmpegPath } = await findFfmpeg();
  const isReached = async (timeSeconds: number): Promise<boolean> => {
    const { stdout } = await runToEnd({
      command: ffmpegPath,
      args: composeArguments({
        inputPath: info.path,
        inputArgs: seekArgs(info, timeSeconds),
        outputArgs: ["-map", `0:${info.streamIndex}`, "-copyts", "-c", "copy", "-frames:v", "1", "-f", "framecrc"],
        output: "pipe:1",
      }),
      signal,
    });
    const parse = createFrameLineParser();
    const lines = stdout.toString("latin1").split("\n");
    const [packet] = lines.flatMap((line) => parse(line) ?? []);
    if (!packet) return false;
    const leadSeconds = timeSeconds - (packet.timeSeconds - info.startSeconds);
    return leadSeconds >= 0 && leadSeconds <= maxLeadSeconds;
  };
  try {
    return await lastValueFrom(from(timesSeconds).pipe(mergeMap(isReached, 2), every(Boolean)));
  } catch (error) {
    if (isKinodexError(error, "media")) return false; // ffmpeg stands still, or says too much
    throw error;
  }
}
