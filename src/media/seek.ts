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
 * Options before an input that start reading at the keyframe at or before a time from the stream's start.
 *
 * They seek a little early and leave it to the filter graph to drop what comes too soon, so that a seek which lands
 * late cannot lose frames.
 */
export function seekArgs(info: MediaInfo, timeSeconds: number): readonly string[] {
  const marginSeconds = INDEXED.test(info.formatName) ? 1 : 10;
  const offsetSeconds = timeSeconds + info.startSeconds - info.containerStartSeconds - marginSeconds;
  return offsetSeconds <= 0 ? [] : ["-noaccurate_seek", "-ss", offsetSeconds.toFixed(6)];
}

/**
 * How long before it is asked to decoding starts, at the worst of a few times, in seconds: as far as the keyframe
 * before. Infinite where a seek cannot be relied on. No picture is decoded for it.
 */
export async function findSeekLead(
  info: MediaInfo,
  timesSeconds: readonly number[],
  signal: AbortSignal | undefined,
): Promise<number> {
  if (!INDEXED.test(info.formatName) || lacksPresentationTimes(info)) return Number.POSITIVE_INFINITY;
  const { ffmpegPath } = await findFfmpeg();
  const leadOf = async (timeSeconds: number) => {
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
    const [packet] = stdout
      .toString("latin1")
      .split("\n")
      .flatMap((line) => parse(line) ?? []);
    const leadSeconds = packet ? timeSeconds - (packet.timeSeconds - info.startSeconds) : -1;
    return leadSeconds < 0 ? Number.POSITIVE_INFINITY : leadSeconds;
  };
  try {
    return Math.max(0, ...(await Promise.all(timesSeconds.map(leadOf))));
  } catch (error) {
    if (isKinodexError(error, "media")) return Number.POSITIVE_INFINITY; // it stands still, or says too much
    throw error;
  }
}
