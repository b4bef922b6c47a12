import { access } from "node:fs/promises";
import { KinodexError } from "../core/errors.js";
import type { DecodedFrame, FrameFit } from "../core/frame.js";
import { composeArguments } from "./composeCommand.js";
import { DecodeReport, type DecodeOutcome } from "./decodeReport.js";
import { openColourTable } from "./colour/colourTable.js";
import { canSkipToKeyframes, threadArgs } from "./decoderTraits.js";
import { toMediaError } from "./explainFailure.js";
import { composeFilters, lacksPresentationTimes, steadyGraph, type FrameSelection } from "./filters.js";
import { findFfmpeg, type FfmpegBinaries } from "./findFfmpeg.js";
import { createFrameLineParser } from "./frameLine.js";
import { createFrameClock } from "./frameClock.js";
import { createLineQueue } from "./lineQueue.js";
import { MAX_PIXELS } from "./inputSafety.js";
import type { MediaInfo } from "./mediaInfo.js";
import { findMissingEnd } from "./missingEnd.js";
import { createReportedStream, type ReportedStream } from "./reportedStream.js";
import { seekArgs } from "./seek.js";
import { splitFrames } from "./splitFrames.js";
import { superviseProcess, type ProcessExit } from "./superviseProcess.js";

export type { DecodeOutcome } from "./decodeReport.js";
export type { FrameSelection } from "./filters.js";

export interface DecodeRequest extends FrameFit {
  readonly select: FrameSelection;
  /** Frames before it are left out; the first one at or after it is given. Default 0. */
  readonly startSeconds?: number;
  /** Frames at or after it are left out. Default: to the end. */
  readonly endSeconds?: number | undefined;
  /** A longer stream ends here, with `complete: false` and a problem that says so. */
  readonly maxFrames: number;
  /** Threads that decode. Default: one a processor. */
  readonly threads?: number | undefined;
}

/** Frames in order of presentation. Leaving the loop kills the decoder. */
export type FrameStream = ReportedStream<DecodedFrame, DecodeOutcome>;

/**
 * Decodes, selects and resizes frames in one ffmpeg child that works only as far as frames are pulled.
 *
 * Times are the presentation times of the file on the clock of players, never made up from a frame rate; where a
 * transport stream's clock jumps (recordings joined end to end) they run on. Colours are those of an SDR screen. A file
 * that is damaged or cut short gives what can be decoded and says so in the outcome. Decoding from a multiple of the period of a rate
 * gives the frames that an unbroken run gives from there on.
 *
 * @throws {KinodexError} `usage` at once; from the iterator "media" when the whole file gives no frame, "interrupted"
 */
export function decodeFrames(
  info: MediaInfo,
  request: DecodeRequest,
  { signal }: { signal?: AbortSignal } = {},
): FrameStream {
  checkRequest(request);
  return createReportedStream(
    "A FrameStream",
    () =>
      new DecodeReport({
        knownProblems: info.problems,
        referencesFromSeconds: referencesFrom(request),
        isJoined: info.hasClockJumps,
      }),
    (report) => decode(info, request, report, signal),
  );
}

/** From when on every reference has been decoded; its messages may come a little after a frame. */
function referencesFrom({ select, startSeconds = 0 }: DecodeRequest): number {
  if (select.mode === "keyframes") return Number.POSITIVE_INFINITY;
  return startSeconds > 0 ? startSeconds + 2 : 0;
}

function checkRequest(request: DecodeRequest): void {
  const { width, height, maxFrames, startSeconds = 0, endSeconds = 0, select, threads = 1 } = request;
  const isSize = (value: number): boolean => Number.isInteger(value) && value > 0;
  if (!isSize(width) || !isSize(height) || width * height > MAX_PIXELS)
    throw new KinodexError("usage", `Frames cannot be ${width}x${height}: whole positive sides are expected`);
  if (!isSize(maxFrames)) throw new KinodexError("usage", `maxFrames is ${maxFrames}: a positive integer is expected`);
  if (!isSize(threads)) throw new KinodexError("usage", `threads is ${threads}: a positive integer is expected`);
  if (!(startSeconds >= 0 && startSeconds < 1e9 && endSeconds >= 0 && endSeconds < 1e9))
    throw new KinodexError("usage", `The span ${startSeconds} to ${endSeconds} s is not within 0 to 1e9 s`);
  if (select.mode === "rate" && !(select.framesPerSecond > 0 && select.framesPerSecond <= 1_000))
    throw new KinodexError("usage", `framesPerSecond is ${select.framesPerSecond}: more than 0, at most 1000 expected`);
}

/** A first keyframe that comes later than this is not what the video begins with. */
const MAX_KEYFRAME_DELAY_SECONDS = 0.5;

/**
 * Decodes, and begins with the first picture where the first keyframe comes late: edit lists hide keyframes and show
 * what depends on them, and some recordings hold one keyframe only, or none that is marked.
 */
async function* decode(
  info: MediaInfo,
  request: DecodeRequest,
  report: DecodeReport,
  signal: AbortSignal | undefined,
): AsyncGenerator<DecodedFrame> {
  const isWhole = request.select.mode === "keyframes" && (request.startSeconds ?? 0) === 0;
  let hasBegun = !isWhole;
  for await (const frame of runDecoder(info, request, report, signal)) {
    const isLate = frame.timeSeconds > info.firstPictureSeconds + MAX_KEYFRAME_DELAY_SECONDS;
    if (!hasBegun && isLate) yield* decodeFirst(info, { ...request, endSeconds: frame.timeSeconds }, signal);
    hasBegun = true;
    yield frame;
  }
  if (hasBegun) return;
  for await (const frame of decodeFirst(info, request, signal)) {
    report.addFrame(frame.timeSeconds);
    yield frame;
  }
}

async function* decodeFirst(
  info: MediaInfo,
  request: DecodeRequest,
  signal: AbortSignal | undefined,
): AsyncGenerator<DecodedFrame> {
  const first = { ...request, select: { mode: "all" }, maxFrames: 1 } as const;
  for await (const frame of runDecoder(info, first, new DecodeReport(), signal)) {
    yield frame;
    return;
  }
}

async function* runDecoder(
  info: MediaInfo,
  request: DecodeRequest,
  report: DecodeReport,
  signal: AbortSignal | undefined,
): AsyncGenerator<DecodedFrame> {
  const binaries = await findFfmpeg();
  await using table = await openColourTable(info.colour);
  const lines = createLineQueue();
  const parseLine = createFrameLineParser();
  await using child = await superviseProcess({
    command: binaries.ffmpegPath,
    args: decodeArguments(binaries, info, request),
    folder: table.folder,
    signal,
    timeoutMs: 600_000 + 10_000 * Math.min(info.durationSeconds ?? 3_600, 86_400),
    onStderrLine: (line) => report.addMessage(line),
    onSideLine: (line) => {
      const frameLine = parseLine(line);
      if (frameLine) lines.push(frameLine);
    },
  });
  void child.exit.then(() => lines.close());
  const toTime = createFrameClock(info, request);
  let isThrough = false;
  try {
    for await (const pixels of splitFrames(child.stdout, request.width * request.height * 3, report)) {
      const timeSeconds = toTime(await lines.next());
      if (timeSeconds === undefined) continue;
      if (report.frameCount === request.maxFrames) {
        report.addProblem(`only the first ${request.maxFrames} frames were taken, the limit for one video`);
        return;
      }
      report.addFrame(timeSeconds);
      yield { timeSeconds, width: request.width, height: request.height, pixels };
    }
    isThrough = true;
  } finally {
    if (!isThrough) report.stopListening();
  }
  await concludeRun(await child.exit, binaries, info, request, report, signal);
}

function decodeArguments(binaries: FfmpegBinaries, info: MediaInfo, request: DecodeRequest): readonly string[] {
  const { startSeconds = 0, endSeconds, select, threads } = request;
  const end = endSeconds === undefined ? undefined : info.startSeconds + endSeconds;
  // a picture may be stamped a little before the start that the header states: it is still the first
  const start = startSeconds === 0 ? -1e9 : info.startSeconds + startSeconds;
  const skipsToKeyframes =
    select.mode === "keyframes" && !lacksPresentationTimes(info) && canSkipToKeyframes(info.codec);
  return composeArguments({
    inputPath: info.path,
    inputArgs: [
      ...threadArgs(info.codec, threads),
      // filters cost a tenth of what decoding does; more threads would spend more on waiting for each other
      "-filter_threads",
      "1",
      // not -discard nokey, faster by little: with it the mov demuxer stamps keyframes with the time of the next frame
      ...(skipsToKeyframes ? ["-skip_frame", "nokey"] : []),
      ...(info.hasClockJumps ? steadyGraph(info).inputArgs : []),
      ...seekArgs(info, startSeconds),
    ],
    outputArgs: [
      ["-map", `0:${info.streamIndex}`, "-an", "-sn", "-copyts", "-progress", "pipe:3"],
      ["-vf", composeFilters(info, select, request, { start, end })],
      [binaries.frameRateOption, "passthrough"],
      // one frame more than wanted shows whether the limit cut anything off
      ["-frames:v", String(request.maxFrames + 1), "-c:v", "rawvideo", "-enc_time_base", "1:1000000", "-f", "tee"],
    ].flat(),
    // the same frame goes to both: its time first, to the side pipe, then its pixels
    output: "[f=framecrc:flush_packets=1:onfail=abort]pipe:3|[f=rawvideo:flush_packets=1:onfail=abort]pipe:1",
  });
}

/** A file that is no longer where it was must not pass for one that holds nothing. */
export async function requireFile(path: string): Promise<void> {
  await access(path).catch((cause: unknown) => {
    const message = `${path} is no longer there: it was moved or deleted while it was read. Name it where it is now.`;
    throw new KinodexError("input", message, { path }, cause);
  });
}

/** Judges a run whose output has ended: what is missing is reported, and nothing at all is an error. */
async function concludeRun(
  exit: ProcessExit,
  binaries: FfmpegBinaries,
  info: MediaInfo,
  request: DecodeRequest,
  report: DecodeReport,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (exit.endedBy === "abort") throw new KinodexError("interrupted", `Decoding ${info.path} was interrupted`);
  report.addExit(exit);
  const { startSeconds = 0, endSeconds = Number.POSITIVE_INFINITY, select } = request;
  const isPart = startSeconds > 0 || request.endSeconds !== undefined;
  if (exit.exitCode !== 0) await requireFile(info.path);
  if (report.lastTimeSeconds === undefined && !isPart && select.mode !== "keyframes")
    throw toMediaError(info.path, exit);
  if (endSeconds < (info.durationSeconds ?? 0)) return;
  const spacing = { keyframes: undefined, all: 0, rate: select.mode === "rate" ? 1 / select.framesPerSecond : 0 };
  const lastSeconds = report.lastTimeSeconds ?? startSeconds; // where nothing lies in the span
  const missing = await findMissingEnd(binaries, info, lastSeconds, spacing[select.mode], signal);
  if (missing === undefined) return;
  report.isCutShort = true;
  if (report.isClean) report.addProblem(missing); // otherwise it is said already
}
