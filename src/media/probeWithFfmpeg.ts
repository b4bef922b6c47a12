import { toMediaError } from "./explainFailure.js";
import type { FfmpegBinaries } from "./findFfmpeg.js";
import { decodeFirstFrame } from "./firstFrame.js";
import type { StreamDescription } from "./mediaInfo.js";
import { toSeconds } from "./probeWithFfprobe.js";

/**
 * Describes a file where there is no ffprobe: by what ffmpeg prints about its input, and by the time of the first
 * picture it decodes.
 *
 * @throws KinodexError "media" when ffmpeg refuses the file
 */
export async function describeWithFfmpeg(
  binaries: FfmpegBinaries,
  path: string,
  signal: AbortSignal | undefined,
): Promise<StreamDescription> {
  const lines: string[] = [];
  const run = await decodeFirstFrame(binaries, path, "0:V:0", signal, lines);
  const dump = parseInputDump(lines);
  const hasPicture = run.timeSeconds !== undefined;
  if (dump === undefined || (dump.videoStreams.length > 0 && !hasPicture)) throw toMediaError(path, run);
  const startSeconds = run.timeSeconds ?? dump.containerStartSeconds;
  const durationSeconds =
    dump.durationSeconds === undefined
      ? undefined
      : Math.max(0, dump.durationSeconds - leadSeconds(dump, startSeconds));
  const [video] = dump.videoStreams;
  return { ...dump, videoStreams: video ? [{ ...video, startSeconds, durationSeconds }] : [] };
}

/** How much of the stated length comes before the pictures. Matroska's counts from zero, others' from the container's start. */
function leadSeconds({ formatName, containerStartSeconds }: InputDump, startSeconds: number): number {
  if (formatName === "avi") return 0; // it starts with the pictures: the time of the first is the decoder's delay
  return startSeconds - (formatName.startsWith("matroska") ? 0 : containerStartSeconds);
}

interface InputDump extends Omit<StreamDescription, "videoStreams"> {
  readonly durationSeconds: number | undefined;
  readonly videoStreams: readonly Omit<StreamDescription["videoStreams"][number], "startSeconds" | "durationSeconds">[];
}

/** Reads the lines from `Input #0, mov,mp4, from '…':` to the next section; undefined where there are none. */
function parseInputDump(allLines: readonly string[]): InputDump | undefined {
  const lines = allLines.map((line) => line.replace(/\[(info|verbose|warning)\] ?/, ""));
  const first = lines.findIndex((line) => line.startsWith("Input #0, "));
  if (first < 0) return undefined;
  const afterwards = lines.findIndex((line, n) => n > first && /^(Output #|Stream mapping)/.test(line));
  const dump = lines.slice(first, afterwards < 0 ? undefined : afterwards);
  const timing = dump.map((line) => /Duration: (\S+?), (?:start: (\S+?),)?/.exec(line)).find(Boolean);
  const streamStarts = dump.flatMap((line, n) => (/^\s*Stream #0:\d+/.test(line) ? [n] : []));
  const streams = streamStarts.map((at, n) => dump.slice(at, streamStarts[n + 1]));
  const isVideo = (stream: readonly string[]): boolean => / Video: /.test(stream[0] ?? "");
  const isPicture = (stream: readonly string[]): boolean => /\(attached pic\)/.test(stream[0] ?? "");
  const sound = streams.map(([line = ""]) => line).find((line) => / Audio: /.test(line));
  return {
    formatName: /^Input #0, (.*), from '/.exec(dump[0] ?? "")?.[1] ?? "unknown",
    containerStartSeconds: toSeconds(timing?.[2]) ?? 0,
    durationSeconds: toSeconds(timing?.[1]),
    hasAudio: sound !== undefined,
    audioChannels: sound === undefined ? undefined : channelsOf(sound),
    subtitleCodecs: streams.flatMap((stream) => / Subtitle: (\w+)/.exec(stream[0] ?? "")?.[1] ?? []),
    hasCoverArt: streams.some(isPicture),
    timecode: /^\s*timecode\s*: (\S+)/im.exec(dump.join("\n"))?.[1],
    videoStreams: streams.filter((stream) => isVideo(stream) && !isPicture(stream)).map(parseVideoStream),
  };
}

/** ffmpeg prints the name of a layout: `mono`, `stereo`, `quad`, `5.1(side)`, `6 channels`. */
function channelsOf(line: string): number | undefined {
  const [, layout = ""] = / Hz, ([^,]+)/.exec(line) ?? [];
  const named = { mono: 1, stereo: 2, quad: 4 }[/^\w+/.exec(layout)?.[0] ?? ""];
  const [, main, low = 0] = (/^(\d+)(?:\.(\d))?/.exec(layout) ?? []).map(Number);
  return named ?? (main === undefined ? undefined : main + (low || 0));
}

function parseVideoStream(lines: readonly string[]): InputDump["videoStreams"][number] {
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
    streamIndex: Number(/Stream #0:(\d+)/.exec(line)?.[1] ?? 0),
    width: isTurned ? height : width,
    height: isTurned ? width : height,
    rotationDegrees,
    sampleAspectRatio: isTurned ? 1 / sampleAspectRatio : sampleAspectRatio,
    frameRate: rateOf(line, "fps") ?? gridFrameRate,
    gridFrameRate,
    hasReorderedFrames: true, // ffmpeg does not print it
  };
}

/** ffmpeg prints rates with two decimals at most, and thousands as `90k`; 29.97 stands for 30000/1001. */
function rateOf(line: string, unit: "fps" | "tbr"): number | undefined {
  const [, digits, thousands] = new RegExp(`, ([\\d.]+)(k?) ${unit}`).exec(line) ?? [];
  const printed = Number(digits) * (thousands ? 1000 : 1);
  const slowed = (Math.ceil(printed) * 1000) / 1001;
  const rate = slowed.toFixed(2) === digits ? slowed : printed;
  return rate > 0 ? rate : undefined;
}
