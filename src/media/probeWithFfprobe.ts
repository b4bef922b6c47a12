import { KinodexError } from "../core/errors.js";
import { toMediaError } from "./explainFailure.js";
import { SAFE_GLOBAL_ARGS, SAFE_INPUT_ARGS, toFileUrl } from "./inputSafety.js";
import type { StreamDescription } from "./mediaInfo.js";
import { runToEnd } from "./superviseProcess.js";

const ENTRIES = [
  "format=format_name,start_time,duration",
  "stream=index,codec_type,codec_name,width,height,sample_aspect_ratio,avg_frame_rate,r_frame_rate,has_b_frames,channels,start_time,duration",
  "stream_disposition=attached_pic",
  "stream_tags=rotate,DURATION,timecode",
  "format_tags=timecode",
  "stream_side_data=rotation",
].join(":");

interface FfprobeStream {
  readonly index: number;
  readonly codec_type?: string;
  readonly codec_name?: string;
  readonly width?: number;
  readonly height?: number;
  readonly sample_aspect_ratio?: string;
  readonly avg_frame_rate?: string;
  readonly r_frame_rate?: string;
  readonly has_b_frames?: number;
  readonly channels?: number;
  readonly start_time?: string;
  readonly duration?: string;
  readonly disposition?: { readonly attached_pic?: number };
  readonly tags?: Readonly<Record<string, string>>;
  readonly side_data_list?: readonly { readonly rotation?: number }[];
}

interface FfprobeReport {
  readonly streams?: readonly FfprobeStream[];
  readonly format?: {
    readonly format_name?: string;
    readonly start_time?: string;
    readonly duration?: string;
    readonly tags?: Readonly<Record<string, string>>;
  };
}

/**
 * Describes a file by ffprobe; undefined where ffprobe gives up over the codec of some stream, which may well be one of
 * sound or text.
 *
 * @throws KinodexError "media" when ffprobe refuses the file
 */
export async function describeWithFfprobe(
  ffprobePath: string,
  path: string,
  signal: AbortSignal | undefined,
): Promise<StreamDescription | undefined> {
  const run = await runToEnd({
    command: ffprobePath,
    args: [...SAFE_GLOBAL_ARGS, ...SAFE_INPUT_ARGS, "-show_entries", ENTRIES, "-of", "json", toFileUrl(path)],
    signal,
    timeoutMs: 120_000,
  });
  if (run.exitCode !== 0 && /Codec .* not on whitelist/.test(run.stderrTail)) return undefined;
  if (run.exitCode !== 0) throw toMediaError(path, run);
  const report = parseReport(run.stdout.toString(), path);
  const format = report.format ?? {};
  const streams = report.streams ?? [];
  const isPicture = (stream: FfprobeStream): boolean => stream.disposition?.attached_pic === 1;
  const videos = streams.filter((stream) => stream.codec_type === "video");
  const sound = streams.find((stream) => stream.codec_type === "audio");
  const containerStartSeconds = toSeconds(format.start_time) ?? 0;
  return {
    formatName: format.format_name ?? "unknown",
    videoStreams: videos
      .filter((stream) => !isPicture(stream))
      .map((stream) => toVideoStream(stream, format, containerStartSeconds)),
    hasAudio: sound !== undefined,
    audioChannels: sound?.channels || undefined,
    subtitleCodecs: streams
      .filter((stream) => stream.codec_type === "subtitle")
      .map((stream) => stream.codec_name ?? "unknown"),
    hasCoverArt: videos.some(isPicture),
    timecode: findTimecode([...videos, format, ...streams]),
    containerStartSeconds,
  };
}

/** The first timecode tag; Matroska writes the names of tags in capitals. */
function findTimecode(tagged: readonly Pick<FfprobeStream, "tags">[]): string | undefined {
  return tagged
    .flatMap(({ tags }) => Object.entries(tags ?? {}))
    .find(([name]) => name.toLowerCase() === "timecode")?.[1];
}

function parseReport(text: string, path: string): FfprobeReport {
  try {
    return JSON.parse(text) as FfprobeReport;
  } catch (cause) {
    throw new KinodexError("media", `${path}: ffprobe printed no JSON`, { path, text: text.slice(0, 400) }, cause);
  }
}

function toVideoStream(
  stream: FfprobeStream,
  format: NonNullable<FfprobeReport["format"]>,
  containerStartSeconds: number,
): StreamDescription["videoStreams"][number] {
  const rotationDegrees = rotationOf(stream);
  const isTurned = rotationDegrees % 180 !== 0;
  const [width, height] = [stream.width ?? 0, stream.height ?? 0];
  const sampleAspectRatio = toRatio(stream.sample_aspect_ratio?.replace(":", "/")) ?? 1;
  const startSeconds = toSeconds(stream.start_time) ?? containerStartSeconds;
  return {
    codec: stream.codec_name ?? "unknown",
    streamIndex: stream.index,
    width: isTurned ? height : width,
    height: isTurned ? width : height,
    rotationDegrees,
    sampleAspectRatio: isTurned ? 1 / sampleAspectRatio : sampleAspectRatio,
    frameRate: toRatio(stream.avg_frame_rate) ?? toRatio(stream.r_frame_rate),
    gridFrameRate: toRatio(stream.r_frame_rate),
    durationSeconds: durationOf(stream, format, startSeconds),
    startSeconds,
    hasReorderedFrames: (stream.has_b_frames ?? 0) > 0,
  };
}

/** Matroska counts its durations from zero, not from the first picture; the others from the start of the stream. */
function durationOf(
  stream: FfprobeStream,
  format: NonNullable<FfprobeReport["format"]>,
  startSeconds: number,
): number | undefined {
  const isMatroska = format.format_name?.startsWith("matroska") ?? false;
  const own = toSeconds(stream.duration);
  const tagged = isMatroska ? toSeconds(stream.tags?.["DURATION"]) : undefined;
  const ofContainer = toSeconds(format.duration);
  if (own !== undefined) return positive(own);
  if (tagged !== undefined) return positive(tagged - startSeconds);
  if (ofContainer === undefined) return undefined;
  const containerEnd = isMatroska ? ofContainer : (toSeconds(format.start_time) ?? 0) + ofContainer;
  return positive(containerEnd - startSeconds);
}

function rotationOf(stream: FfprobeStream): number {
  const counterclockwise = stream.side_data_list?.find((data) => data.rotation !== undefined)?.rotation;
  const clockwise = counterclockwise === undefined ? Number(stream.tags?.["rotate"] ?? 0) : -counterclockwise;
  const quarterTurns = Math.round(clockwise / 90);
  return Number.isFinite(quarterTurns) ? (((quarterTurns % 4) + 4) % 4) * 90 : 0;
}

/** Seconds out of `12.5` or `00:00:12.500000000`. */
export function toSeconds(text: string | undefined): number | undefined {
  if (text === undefined || !/^-?[\d:.]+$/.test(text)) return undefined;
  const seconds = text.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
  return Number.isFinite(seconds) ? seconds : undefined;
}

function toRatio(text: string | undefined): number | undefined {
  const [numerator, denominator] = (text ?? "").split("/").map(Number);
  const ratio = (numerator ?? Number.NaN) / (denominator ?? Number.NaN);
  return Number.isFinite(ratio) && ratio > 0 ? ratio : undefined;
}

function positive(seconds: number): number | undefined {
  return seconds > 0 ? seconds : undefined;
}
