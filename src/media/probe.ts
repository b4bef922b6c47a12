import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { KinodexError } from "../core/errors.js";
import { findClockJumps } from "./clockJumps.js";
import { findTruncation } from "./containerExtent.js";
import { findLimit, tooLarge, toMediaError } from "./explainFailure.js";
import { hasRestartingClock, lacksPresentationTimes } from "./filters.js";
import { findFfmpeg, type FfmpegBinaries } from "./findFfmpeg.js";
import { decodeFirstFrame, type FirstFrame } from "./firstFrame.js";
import { MAX_PIXELS } from "./inputSafety.js";
import type { FileDescription, MediaInfo, VideoStream } from "./mediaInfo.js";
import { findCandidates, pickStreams } from "./pickStreams.js";
import { toClock } from "./playerClock.js";
import { describeWithFfmpeg } from "./probeWithFfmpeg.js";
import { describeWithFfprobe } from "./probeWithFfprobe.js";
import { sniffNonVideo } from "./sniff.js";
import { measureExtents, type StreamExtent } from "./streamExtents.js";

export type { MediaInfo } from "./mediaInfo.js";

/**
 * Reads what a video file says about itself.
 *
 * @throws {KinodexError} `not-found` or "input" when the file cannot be read; "media" for everything that is not a plain
 * video file, naming the file, what is wrong and what to do; "interrupted"; "environment" without an ffmpeg
 */
export async function probeMedia(path: string, { signal }: { signal?: AbortSignal } = {}): Promise<MediaInfo> {
  const absolutePath = resolve(path);
  const sizeBytes = await readableSize(absolutePath);
  const nonVideo = await sniffNonVideo(absolutePath).catch((cause: unknown) => {
    throw unreadable(absolutePath, cause);
  });
  if (nonVideo !== undefined)
    throw new KinodexError("media", `${path} is ${nonVideo}, not a video. Name a video file.`, {
      path: absolutePath,
    });
  const binaries = await findFfmpeg();
  const { description, printedFrame } = await describeFile(binaries, absolutePath, signal);
  const { formatName, timecode, recordedAt, containerStartSeconds } = description;
  const picked = pickStreams(description, await measureCandidates(binaries, absolutePath, description, signal));
  if (picked === undefined) throw withoutPictures(path, absolutePath, description);
  const { video, sound, textStreams, notice } = picked;
  checkDimensions(path, video, description.stderrTail);
  const isPrinted = video === findCandidates(description)[0];
  const firstFrame =
    (isPrinted ? printedFrame : undefined) ??
    (printedFrame || lacksPresentationTimes({ formatName, ...video })
      ? await decodeFirstFrame(binaries, absolutePath, `0:${video.streamIndex}`, signal)
      : undefined);
  if (printedFrame && firstFrame?.timeSeconds === undefined)
    throw toMediaError(absolutePath, firstFrame ?? printedFrame);
  const truncation = await findTruncation(absolutePath, formatName, sizeBytes);
  const hasClockJumps = hasRestartingClock(formatName) && (await findClockJumps(absolutePath, sizeBytes));
  const clock = toClock(description, picked, firstFrame?.timeSeconds);
  const { isDefault: _, isAttachedPicture: _picture, lengthSeconds: _length, ...ofVideo } = video;
  return {
    path: absolutePath,
    sizeBytes,
    formatName,
    ...ofVideo,
    ...clock,
    durationSeconds: hasClockJumps ? undefined : clock.durationSeconds,
    containerStartSeconds,
    hasClockJumps,
    sound: sound && { streamIndex: sound.streamIndex, channels: sound.channels },
    timecode,
    recordedAt,
    textStreams,
    problems: truncation === undefined ? [] : [truncation],
    notices: [notice, hasClockJumps ? CLOCK_JUMPS : undefined].filter((text) => text !== undefined),
  };
}

/** Asks ffprobe, or ffmpeg where there is none or it gives up; ffmpeg decodes the first candidate's first frame as well. */
async function describeFile(
  binaries: FfmpegBinaries,
  path: string,
  signal: AbortSignal | undefined,
): Promise<{ readonly description: FileDescription; readonly printedFrame?: FirstFrame }> {
  const description = binaries.ffprobePath && (await describeWithFfprobe(binaries.ffprobePath, path, signal));
  if (description) return { description };
  const printed = await describeWithFfmpeg(binaries, path, signal);
  return { description: printed.description, printedFrame: printed.firstFrame };
}

async function measureCandidates(
  binaries: FfmpegBinaries,
  path: string,
  description: FileDescription,
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<number, StreamExtent>> {
  const candidates = findCandidates(description).map(({ streamIndex }) => streamIndex);
  return candidates.length > 1 ? measureExtents(binaries, path, candidates, signal) : new Map();
}

const CLOCK_JUMPS = "its clock jumps, as where recordings were joined: times count on from each part to the next";

function withoutPictures(path: string, absolutePath: string, description: FileDescription): KinodexError {
  const { videoStreams, soundStreams } = description;
  const found =
    videoStreams.length > 0 ? "only a cover picture and sound" : soundStreams.length > 0 ? "only sound" : "no pictures";
  return new KinodexError("media", `${path} holds ${found}: there is no video stream to index.`, {
    path: absolutePath,
  });
}

async function readableSize(path: string): Promise<number> {
  const found = await stat(path).catch((cause: unknown) => {
    throw unreadable(path, cause);
  });
  if (!found.isFile())
    throw new KinodexError("media", `${path} is not a regular file. Name a video file, or a folder of them.`, { path });
  return found.size;
}

function unreadable(path: string, cause: unknown): KinodexError {
  const code = (cause as NodeJS.ErrnoException).code;
  if (code === "ENOENT" || code === "ENOTDIR")
    return new KinodexError("not-found", `${path} does not exist. Check the name.`, { path }, cause);
  return new KinodexError("input", `${path} cannot be read (${code}). Check its permissions.`, { path }, cause);
}

function checkDimensions(path: string, video: VideoStream, stderrTail: string): void {
  const { width, height } = video;
  const isStated = width > 0 && height > 0;
  if (isStated && width * height <= MAX_PIXELS) return;
  const fault = isStated
    ? tooLarge(`${width}x${height}`)
    : (findLimit(stderrTail) ??
      "its header states no picture size; the file is damaged or its codec is unknown. Convert it to mp4 first");
  throw new KinodexError("media", `${path} cannot be indexed: ${fault}.`, { path, width, height });
}
