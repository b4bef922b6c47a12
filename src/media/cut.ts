import { rename, rm } from "node:fs/promises";
import { resolve } from "node:path";
import { KinodexError } from "../core/errors.js";
import { durationOf, type Span } from "../core/span.js";
import { composeArguments } from "./composeCommand.js";
import { threadArgs } from "./decoderTraits.js";
import { explainFailure } from "./explainFailure.js";
import { openColourTable } from "./colour/colourTable.js";
import { clipColour, clipFrameRate, cutFilters } from "./cutFilters.js";
import { steadyGraph } from "./filters.js";
import { findFfmpeg, type FfmpegBinaries } from "./findFfmpeg.js";
import { toFileUrl } from "./inputSafety.js";
import type { MediaInfo } from "./mediaInfo.js";
import { probeMedia } from "./probe.js";
import { seekArgs } from "./seek.js";
import { findShownFrame } from "./shownFrame.js";
import { runToEnd } from "./superviseProcess.js";

const MAX_CLIP_SECONDS = 24 * 3600;

/**
 * Cuts a span out of a video into an mp4 file that plays everywhere, exact to the frame, with the sound where there is
 * some. The output appears under its name only when it is whole. It has a constant rate: what is shown for long in the
 * source, from before the span or to after it, is shown for as long of the span.
 *
 * @throws {KinodexError} `usage` for an impossible span or an output that is the input, "media" when the span holds no
 * picture or cannot be decoded, "environment" when the output cannot be written, "interrupted"
 */
export async function cutClip(
  video: MediaInfo | string,
  span: Span,
  outputPath: string,
  { signal }: { signal?: AbortSignal } = {},
): Promise<void> {
  const info = typeof video === "string" ? await probeMedia(video, signal && { signal }) : video;
  checkCut(info, span, outputPath);
  const binaries = await findFfmpeg();
  const partialPath = `${resolve(outputPath)}.${process.pid}.part`;
  const shownSeconds = await findShownSeconds(info, span.startSeconds, signal);
  await using table = await openColourTable(info.colour);
  const run = runToEnd({
    command: binaries.ffmpegPath,
    args: cutArguments(binaries, info, span, shownSeconds, partialPath),
    folder: table.folder,
    signal,
    timeoutMs: 600_000 + 60_000 * durationOf(span),
  });
  try {
    const { exitCode, stdout, stderrTail } = await run;
    const frameCount = Number(/^frame=\s*(\d+)/m.exec(lastReport(stdout.toString()))?.[1] ?? 0);
    if (exitCode !== 0 || frameCount === 0) throw toCutError(info, span, outputPath, { exitCode, stderrTail });
    await rename(partialPath, resolve(outputPath));
  } finally {
    await rm(partialPath, { force: true });
  }
}

/** Where the picture starts that is shown at a time; where none is yet, the first one. */
async function findShownSeconds(
  info: MediaInfo,
  timeSeconds: number,
  signal: AbortSignal | undefined,
): Promise<number> {
  const frame = await findShownFrame(info, timeSeconds, { width: 16, height: 16, fit: "stretch" }, signal);
  return frame?.timeSeconds ?? info.firstPictureSeconds;
}

/**
 * Reading starts a little early, and filters find the frames by their times. `-ss` with the time of a frame would not
 * do: it counts from the container's start, which versions of ffmpeg work out differently where sound has a delay.
 */
function cutArguments(
  { frameRateOption, hasLibx264 }: FfmpegBinaries,
  info: MediaInfo,
  span: Span,
  shownSeconds: number,
  outputPath: string,
): readonly string[] {
  const toContainer = (seconds: number): number => info.startSeconds + seconds;
  const startSeconds = toContainer(span.startSeconds);
  const onContainer = { startSeconds, endSeconds: toContainer(span.endSeconds) };
  const { picture, sound } = cutFilters(info, onContainer, toContainer(shownSeconds));
  const { matrix, primaries, transfer } = clipColour(info);
  const frameCount = Math.max(1, Math.round(durationOf(span) * clipFrameRate(info)));
  return composeArguments({
    inputPath: info.path,
    inputArgs: [
      ...threadArgs(info.codec),
      ...steadyGraph(info).inputArgs,
      ...seekArgs(info, Math.min(span.startSeconds, shownSeconds)),
    ],
    outputArgs: [
      [
        "-copyts",
        "-map",
        `0:${info.streamIndex}`,
        "-vf",
        picture,
        frameRateOption,
        "vfr",
        "-frames:v",
        String(frameCount),
      ],
      hasLibx264 ? ["-c:v", "libx264", "-preset", "veryfast", "-crf", "20"] : ["-c:v", "mpeg4", "-q:v", "3"],
      ["-colorspace", matrix, "-color_primaries", primaries, "-color_trc", transfer, "-color_range", "tv"],
      ["-bf", "0"], // with reordered frames old muxers state a length that leaves the last ones out
      info.sound
        ? ["-map", `0:${info.sound.streamIndex}`, "-af", sound, "-c:a", "aac", "-ac", "2", "-b:a", "128k"]
        : [],
      // chapters would keep the times of the whole video
      ["-max_muxing_queue_size", "4096", "-map_metadata", "-1", "-map_chapters", "-1"],
      ["-movflags", "+faststart", "-progress", "pipe:1", "-f", "mp4"],
    ].flat(),
    output: toFileUrl(outputPath),
  });
}

function checkCut(info: MediaInfo, span: Span, outputPath: string): void {
  const { startSeconds, endSeconds } = span;
  if (!(startSeconds >= 0 && endSeconds > startSeconds && durationOf(span) <= MAX_CLIP_SECONDS))
    throw new KinodexError("usage", `Cannot cut ${startSeconds} to ${endSeconds} s: the end must come after the start`);
  if (resolve(outputPath) === info.path)
    throw new KinodexError("usage", `Cannot cut ${outputPath} into itself: name another output`);
  if (startSeconds >= (info.durationSeconds ?? Number.POSITIVE_INFINITY))
    throw new KinodexError(
      "media",
      `Cannot cut ${startSeconds} to ${endSeconds} s of ${info.path}: it ends at ${info.durationSeconds} s.`,
      { path: info.path, ...span },
    );
}

function lastReport(progress: string): string {
  return progress.slice(progress.lastIndexOf("frame="));
}

function toCutError(
  info: MediaInfo,
  span: Span,
  outputPath: string,
  run: { exitCode: number | undefined; stderrTail: string },
): KinodexError {
  const data = { path: info.path, outputPath, ...span, ...run };
  const unwritable = /No space left|Permission denied|No such file or directory|Read-only file system/.exec(
    run.stderrTail,
  );
  if (unwritable)
    return new KinodexError("environment", `Cannot write ${outputPath}: ${unwritable[0].toLowerCase()}.`, data);
  const where = `${span.startSeconds} to ${span.endSeconds} s of ${info.path}`;
  const why = run.exitCode === 0 ? "the span holds no picture" : explainFailure(run.stderrTail);
  return new KinodexError("media", `Cannot cut ${where}: ${why}.`, data);
}
