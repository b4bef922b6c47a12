import { toPictureColour } from "./colour/pictureColour.js";
import { toMediaError } from "./explainFailure.js";
import type { FfmpegBinaries } from "./findFfmpeg.js";
import { decodeFirstFrame, type FirstFrame } from "./firstFrame.js";
import type { FileDescription, VideoStream } from "./mediaInfo.js";
import { toSeconds } from "./probeWithFfprobe.js";
import { findRecordedAt } from "./recordedAt.js";

/** What ffmpeg prints of a file, and the picture that it decoded while it was at it. */
export interface PrintedDescription {
  readonly description: FileDescription;
  readonly firstFrame: FirstFrame;
}

/**
 * Describes a file where there is no ffprobe: by what ffmpeg prints about its input before it decodes a picture of the
 * first video stream.
 *
 * @throws {KinodexError} `media` when ffmpeg refuses the file
 */
export async function describeWithFfmpeg(
  binaries: FfmpegBinaries,
  path: string,
  signal: AbortSignal | undefined,
): Promise<PrintedDescription> {
  const lines: string[] = [];
  const firstFrame = await decodeFirstFrame(binaries, path, "0:V:0", signal, lines);
  const description = parseInputDump(lines);
  if (description === undefined) throw toMediaError(path, firstFrame);
  return { description, firstFrame };
}

/** Reads the lines from `Input #0, mov,mp4, from '…':` to the next section; undefined where there are none. */
function parseInputDump(allLines: readonly string[]): FileDescription | undefined {
  const lines = allLines.map((line) => line.replace(/\[(info|verbose|warning)\] ?/, ""));
  const first = lines.findIndex((line) => line.startsWith("Input #0, "));
  if (first < 0) return undefined;
  const afterwards = lines.findIndex((line, n) => n > first && /^(Output #|Stream mapping)/.test(line));
  const dump = lines.slice(first, afterwards < 0 ? undefined : afterwards);
  const timing = dump.map((line) => /Duration: (\S+?), (?:start: (\S+?),)?/.exec(line)).find(Boolean);
  const streamStarts = dump.flatMap((line, n) => (/^\s*Stream #0:\d+/.test(line) ? [n] : []));
  const streams = streamStarts.map((at, n) => dump.slice(at, streamStarts[n + 1]));
  const ofType = (type: string) => streams.filter(([line = ""]) => line.includes(` ${type}: `));
  const formatName = /^Input #0, (.*), from '/.exec(dump[0] ?? "")?.[1] ?? "unknown";
  return {
    formatName,
    containerStartSeconds: toSeconds(timing?.[2]) ?? 0,
    containerLengthSeconds: toSeconds(timing?.[1]),
    timecode: /^\s*timecode\s*: (\S+)/im.exec(dump.join("\n"))?.[1],
    recordedAt: findRecordedAt([dump.slice(0, streamStarts[0]), ...ofType("Video")].flatMap(parseTags)),
    videoStreams: ofType("Video").map(parseVideoStream),
    soundStreams: ofType("Audio").map(([line = ""]) => ({
      streamIndex: indexOf(line),
      channels: channelsOf(line),
      isDefault: line.includes("(default)"),
      startSeconds: undefined,
      lengthSeconds: undefined,
    })),
    textStreams: ofType("Subtitle").map(([line = ""]) => ({
      streamIndex: indexOf(line),
      codec: / Subtitle: (\w+)/.exec(line)?.[1] ?? "unknown",
      language: /#0:\d+(?:\[\w+\])?\(([\w-]+)\)/.exec(line)?.[1],
    })),
    programs: parsePrograms(dump),
    stderrTail: lines.join("\n"),
  };
}

/** Reads lines like `    creation_time   : 2024-05-01T10:00:00.000000Z`. */
function parseTags(lines: readonly string[]): [name: string, value: string][] {
  return lines.flatMap((line): [string, string][] => {
    const [, name, value] = /^\s+([\w.-]+)\s*: (.+)$/.exec(line) ?? [];
    return name !== undefined && value !== undefined ? [[name, value]] : [];
  });
}

function indexOf(line: string): number {
  return Number(/Stream #0:(\d+)/.exec(line)?.[1] ?? 0);
}

/** Lists the streams under each `Program 1`, up to `No Program`. */
function parsePrograms(dump: readonly string[]): readonly (readonly number[])[] {
  const programs: number[][] = [];
  let isOutside = true;
  for (const line of dump) {
    if (/^\s*Program \d+/.test(line)) programs.push([]);
    isOutside = /^\s*No Program/.test(line) || (isOutside && programs.length === 0);
    if (!isOutside && /^\s*Stream #0:\d+/.test(line)) programs.at(-1)?.push(indexOf(line));
  }
  return programs;
}

/** ffmpeg prints the name of a layout: `mono`, `stereo`, `quad`, `5.1(side)`, `6 channels`. */
function channelsOf(line: string): number | undefined {
  const [, layout = ""] = / Hz, ([^,]+)/.exec(line) ?? [];
  const named = { mono: 1, stereo: 2, quad: 4 }[/^\w+/.exec(layout)?.[0] ?? ""];
  const [, main, low = 0] = (/^(\d+)(?:\.(\d))?/.exec(layout) ?? []).map(Number);
  return named ?? (main === undefined ? undefined : main + (low || 0));
}

function parseVideoStream(lines: readonly string[]): VideoStream {
  const line = lines[0] ?? "";
  const [, width = 0, height = 0] = (/, (\d+)x(\d+)/.exec(line) ?? []).map(Number);
  const [, sampleWidth = 1, sampleHeight = 1] = (/\bSAR (\d+):(\d+)/.exec(line) ?? []).map(Number);
  const gridFrameRate = rateOf(line, "tbr");
  const text = lines.join("\n");
  const clockwise =
    Number(/^\s*rotate\s*: (-?\d+)/m.exec(text)?.[1] ?? Number.NaN) ||
    -Number(/rotation of (-?[\d.]+) degrees/.exec(text)?.[1] ?? 0);
  const rotationDegrees = (((Math.round(clockwise / 90) % 4) + 4) % 4) * 90;
  const isTurned = rotationDegrees % 180 !== 0;
  const sampleAspectRatio = sampleWidth > 0 && sampleHeight > 0 ? sampleWidth / sampleHeight : 1;
  return {
    codec: /Video: (\w+)/.exec(line)?.[1] ?? "unknown",
    streamIndex: indexOf(line),
    width: isTurned ? height : width,
    height: isTurned ? width : height,
    rotationDegrees,
    sampleAspectRatio: isTurned ? 1 / sampleAspectRatio : sampleAspectRatio,
    frameRate: rateOf(line, "fps") ?? gridFrameRate,
    gridFrameRate,
    colour: parseColour(line),
    startSeconds: undefined,
    lengthSeconds: undefined, // what Matroska's tags say counts from another start
    hasReorderedFrames: true, // ffmpeg does not print it
    isDefault: line.includes("(default)"),
    isAttachedPicture: /\((attached pic|timed thumbnails)\)/.test(line),
  };
}

/** Reads `yuv420p10le(tv, bt2020nc/bt2020/smpte2084, progressive)`; one name stands for three that are the same. */
function parseColour(line: string): VideoStream["colour"] {
  const [, pixelFormat, inBrackets = ""] = / Video: [^,]+, (\w+)(?:\(([^)]*)\))?/.exec(line) ?? [];
  const said = inBrackets.split(", ");
  const range = said.find((name) => name === "tv" || name === "pc");
  const names = said.find((name) => name !== range && name !== "progressive" && /^[\w-]+(\/[\w-]+)*$/.test(name));
  const [matrix, primaries = matrix, transfer = matrix] = names?.split("/") ?? [];
  return toPictureColour({ pixelFormat, matrix, primaries, transfer, range });
}

/** ffmpeg prints rates with two decimals at most, and thousands as `90k`; 29.97 stands for 30000/1001. */
function rateOf(line: string, unit: "fps" | "tbr"): number | undefined {
  const [, digits, thousands] = new RegExp(`, ([\\d.]+)(k?) ${unit}`).exec(line) ?? [];
  const printed = Number(digits) * (thousands ? 1000 : 1);
  const slowed = (Math.ceil(printed) * 1000) / 1001;
  const rate = slowed.toFixed(2) === digits ? slowed : printed;
  return rate > 0 ? rate : undefined;
}
