import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { KinodexError } from "../core/errors.js";
import { findTruncation } from "./containerExtent.js";
import { lacksPresentationTimes } from "./filters.js";
import { findFfmpeg } from "./findFfmpeg.js";
import { decodeFirstFrame } from "./firstFrame.js";
import { MAX_PIXELS } from "./inputSafety.js";
import type { MediaInfo } from "./mediaInfo.js";
import { describeWithFfmpeg } from "./probeWithFfmpeg.js";
import { describeWithFfprobe } from "./probeWithFfprobe.js";
import { sniffNonVideo } from "./sniff.js";

export type { MediaInfo } from "./mediaInfo.js";

/**
 * Reads what a video file says about itself.
 *
 * @throws KinodexError "not-found" or "input" when the file cannot be read; "media" for everything that is not a plain
 * video file, naming the file, what is wrong and what to do; "interrupted"; "environment" without an ffmpeg
 */
export async function probeMedia(path: string, { signal }: { signal?: AbortSignal } = {}): Promise<MediaInfo> {
  const absolutePath = resolve(path);
  const sizeBytes = await readableSize(absolutePath);
  const nonVideo = await sniffNonVideo(absolutePath).catch((cause: unknown) => {
    throw unreadable(absolutePath, cause);
  });
  if (nonVideo !== undefined)
    throw new KinodexError("media", `${path} is ${nonVideo}, not a video. Remove it, or name a video file.`, {
      path: absolutePath,
    });
  const binaries = await findFfmpeg();
  const byFfprobe = binaries.ffprobePath && (await describeWithFfprobe(binaries.ffprobePath, absolutePath, signal));
  const description = byFfprobe || (await describeWithFfmpeg(binaries, absolutePath, signal));
  const [video] = description.videoStreams;
  if (video === undefined) {
    const found = description.hasCoverArt
      ? "only a cover picture and sound"
      : description.hasAudio
        ? "only sound"
        : "no pictures";
    throw new KinodexError("media", `${path} holds ${found}: there is no video stream to index.`, {
      path: absolutePath,
    });
  }
  checkDimensions(path, video);
  const { formatName, hasAudio, subtitleCodecs, audioChannels, timecode, containerStartSeconds } = description;
  const ofFile = { hasAudio, subtitleCodecs, audioChannels, timecode, containerStartSeconds };
  const info = { path: absolutePath, sizeBytes, formatName, ...video, ...ofFile };
  const truncation = await findTruncation(absolutePath, formatName, sizeBytes);
  const firstFrame =
    byFfprobe && lacksPresentationTimes(info)
      ? await decodeFirstFrame(binaries, absolutePath, `0:${video.streamIndex}`, signal)
      : undefined;
  return {
    ...info,
    startSeconds: firstFrame?.timeSeconds ?? video.startSeconds,
    problems: truncation === undefined ? [] : [truncation],
  };
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

function checkDimensions(path: string, video: { width: number; height: number }): void {
  const { width, height } = video;
  if (width > 0 && height > 0 && width * height <= MAX_PIXELS) return;
  const fault =
    width > 0 && height > 0
      ? `its pictures are ${width}x${height}; the limit is ${MAX_PIXELS} pixels (8192x4320). Scale it down first`
      : "its header states no picture size; the file is damaged or its codec is unknown. Convert it to mp4 first";
  throw new KinodexError("media", `${path} cannot be indexed: ${fault}.`, { path, width, height });
}
