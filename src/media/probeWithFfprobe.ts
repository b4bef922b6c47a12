import { KinodexError } from "../core/errors.js";
import { toMediaError } from "./explainFailure.js";
import { SAFE_GLOBAL_ARGS, SAFE_INPUT_ARGS, toFileUrl } from "./inputSafety.js";
import { toPictureColour } from "./colour/pictureColour.js";
import type { FileDescription, VideoStream } from "./mediaInfo.js";
import { findRecordedAt } from "./recordedAt.js";
import { runToEnd } from "./superviseProcess.js";

const ENTRIES = [
  "format=format_name,start_time,duration",
  "stream=index,codec_type,codec_name,width,height,sample_aspect_ratio,avg_frame_rate,r_frame_rate,has_b_frames,channels,start_time,duration",
  "stream=pix_fmt,color_space,color_primaries,color_transfer,color_range",
  "stream_disposition=default,attached_pic,timed_thumbnails",
  "program=program_id",
  "program_stream=index",
  "stream_tags=rotate,DURATION,timecode,language,creation_time",
  "format_tags=timecode,creation_time,com.apple.quicktime.creationdate",
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
  readonly pix_fmt?: string;
  readonly color_space?: string;
  readonly color_primaries?: string;
  readonly color_transfer?: string;
  readonly color_range?: string;
  readonly disposition?: Readonly<Record<"default" | "attached_pic" | "timed_thumbnails", number | undefined>>;
  readonly tags?: Readonly<Record<string, string>>;
  readonly side_data_list?: readonly { readonly rotation?: number }[];
}

interface FfprobeReport {
  readonly programs?: readonly { readonly streams?: readonly { readonly index: number }[] }[];
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
 * @throws {KinodexError} `media` when ffprobe refuses the file
 */
export async function describeWithFfprobe(
  ffprobePath: string,
  path: string,
  signal: AbortSignal | undefined,
): Promise<FileDescription | undefined> {
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
  const ofType = (type: string) => streams.filter((stream) => stream.codec_type === type);
  const videos = ofType("video");
  return {
    formatName: format.format_name ?? "unknown",
    containerStartSeconds: toSeconds(format.start_time) ?? 0,
    containerLengthSeconds: toSeconds(format.duration),
    timecode: findTimecode([...videos, format, ...streams]),
    recordedAt: findRecordedAt([format, ...videos].flatMap(tagsOf)),
    videoStreams: videos.map((stream) => toVideoStream(stream, format.format_name)),
    soundStreams: ofType("audio").map((stream) => ({
      streamIndex: stream.index,
      channels: stream.channels || undefined,
      isDefault: stream.disposition?.default === 1,
      startSeconds: toSeconds(stream.start_time),
      lengthSeconds: lengthOf(stream, format.format_name),
    })),
    textStreams: ofType("subtitle").map(({ index, codec_name: codec = "unknown", tags }) => ({
      streamIndex: index,
      codec,
      language: tags?.["language"],
    })),
    stderrTail: run.stderrTail,
    programs: (report.programs ?? []).map((program) => (program.streams ?? []).map(({ index }) => index)),
  };
}

/** The first timecode tag; Matroska writes the names of tags in capitals. */
function findTimecode(tagged: readonly Pick<FfprobeStream, "tags">[]): string | undefined {
  return tagged.flatMap(tagsOf).find(([name]) => name.toLowerCase() === "timecode")?.[1];
}

function tagsOf({ tags = {} }: Pick<FfprobeStream, "tags">): [name: string, value: string][] {
  return Object.entries(tags);
}

function parseReport(text: string, path: string): FfprobeReport {
  try {
    return JSON.parse(text) as FfprobeReport;
  } catch (cause) {
    throw new KinodexError("media", `${path}: ffprobe printed no JSON`, { path, text: text.slice(0, 400) }, cause);
  }
}

function toVideoStream(stream: FfprobeStream, formatName: string | undefined): VideoStream {
  const rotationDegrees = rotationOf(stream);
  const isTurned = rotationDegrees % 180 !== 0;
  const [width, height] = [stream.width ?? 0, stream.height ?? 0];
  const sampleAspectRatio = toRatio(stream.sample_aspect_ratio?.replace(":", "/")) ?? 1;
  const { pix_fmt, color_space, color_primaries, color_transfer, color_range, disposition } = stream;
  return {
    codec: stream.codec_name ?? "unknown",
    streamIndex: stream.index,
    width: isTurned ? height : width,
    height: isTurned ? width : height,
    rotationDegrees,
    sampleAspectRatio: isTurned ? 1 / sampleAspectRatio : sampleAspectRatio,
    colour: toPictureColour({
      pixelFormat: pix_fmt,
      matrix: color_space,
      primaries: color_primaries,
      transfer: color_transfer,
      range: color_range,
    }),
    frameRate: toRatio(stream.avg_frame_rate) ?? toRatio(stream.r_frame_rate),
    gridFrameRate: toRatio(stream.r_frame_rate),
    startSeconds: toSeconds(stream.start_time),
    lengthSeconds: lengthOf(stream, formatName),
    hasReorderedFrames: (stream.has_b_frames ?? 0) > 0,
    isDefault: disposition?.default === 1,
    isAttachedPicture: disposition?.attached_pic === 1 || disposition?.timed_thumbnails === 1,
  };
}

/** Matroska's tag counts from zero, not from where the stream starts. */
function lengthOf(stream: FfprobeStream, formatName: string | undefined): number | undefined {
  const own = toSeconds(stream.duration);
  if (own !== undefined) return own;
  const tagged = formatName?.startsWith("matroska") ? toSeconds(stream.tags?.["DURATION"]) : undefined;
  return tagged === undefined ? undefined : tagged - (toSeconds(stream.start_time) ?? 0);
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
