import { KinodexError } from "../core/errors.js";
import { MAX_ALLOCATION_BYTES, MAX_PIXELS, MAX_STREAMS } from "./inputSafety.js";
import { TOO_MUCH_MEMORY, type ProcessExit } from "./superviseProcess.js";

const NO_PICTURE = "ffmpeg found no picture in it. Try to play it; copy or convert it again";

/** Why a picture of a size is not decoded; measured at the limit, with a decoder on each of 16 processors. */
export function tooLarge(size: string): string {
  return `its pictures are ${size}, more than the limit of ${MAX_PIXELS} pixels (8192x4320), at which decoding takes 2 GB of memory. Scale it down first`;
}

type Explanation = readonly [said: RegExp, meaning: string | ((said: RegExpExecArray) => string)];

/** What ffmpeg says where a limit of ours ended it. */
const LIMITS: readonly Explanation[] = [
  [/Picture size (\d+x\d+) (?:exceeds specified max pixel count|is invalid)/, ([, size = ""]) => tooLarge(size)],
  [
    /exceeds max_streams/,
    `it has more than ${MAX_STREAMS} streams, the limit. Copy those that matter into another file first`,
  ],
  [
    /Cannot allocate memory/,
    `reading it takes more than the limits of ${MAX_ALLOCATION_BYTES / 2 ** 20} MiB of memory at a time and ${MAX_STREAMS} streams allow. ` +
      "Copy what matters into another file, or convert it to mp4 first",
  ],
];

/** What ffmpeg says, and what it means for the person who has the file. First match wins. */
const EXPLANATIONS: readonly Explanation[] = [
  ...LIMITS,
  [
    /moov atom not found/,
    "its index (moov atom) is missing, so it was cut short or never finished. Copy or record it again",
  ],
  [
    /Format not on whitelist/,
    "it is not one of the containers that Kinodex opens (playlists are never followed). Convert it to mp4 first",
  ],
  [
    /Codec .* not on whitelist|Decoder .* not found|Decoding requested, but no decoder found|Unsupported codec/,
    "its codec is not one that Kinodex decodes. Convert it to mp4 (h264) first",
  ],
  [/Permission denied/, "it cannot be opened. Check its permissions"],
  [/No such file or directory/, "it is no longer there: it was moved or deleted. Index it where it is now"],
  [
    /Invalid data found|EBML header parsing failed|could not find codec parameters|Header missing/i,
    "it is damaged or not a video at all. Try to play it; copy or convert it again",
  ],
  [/Output file is empty|received no packets/, NO_PICTURE], // what versions say at the end where nothing came out
];

function explain(stderrTail: string, explanations: readonly Explanation[]): string | undefined {
  for (const [said, meaning] of explanations) {
    const match = said.exec(stderrTail);
    if (match) return typeof meaning === "string" ? meaning : meaning(match);
  }
  return undefined;
}

/** One clause for people where a limit of ours shows in the tail of ffmpeg's stderr, as {@link explainFailure} has it. */
export function findLimit(stderrTail: string): string | undefined {
  return explain(stderrTail, LIMITS);
}

const CRASH = "ffmpeg crashed on it. Install another version of ffmpeg, or convert the file to mp4 first";

/** One clause for people out of the tail of ffmpeg's stderr: what is wrong with the file, and what to do. */
export function explainFailure(stderrTail: string): string {
  const known = explain(stderrTail, EXPLANATIONS);
  if (known !== undefined) return known;
  const lastLine = stderrTail.trim().split("\n").at(-1) ?? "";
  return lastLine === ""
    ? NO_PICTURE
    : `ffmpeg says "${stripContext(lastLine)}". Try to play it; copy or convert it again`;
}

/** `[h264 @ 0x55d] [error] no frame!` without addresses and level: `no frame!`. */
export function stripContext(line: string): string {
  return line.replace(/\[[^\]]*\] ?/g, "").trim();
}

/** The error for an ffmpeg or ffprobe that refused `path`. */
export function toMediaError(path: string, run: ProcessExit): KinodexError {
  const { exitCode, stderrTail } = run;
  const hasCrashed = exitCode === undefined && run.endedBy === undefined; // by a signal that nobody here has sent
  const reason = run.endedBy === "memory" ? TOO_MUCH_MEMORY : hasCrashed ? CRASH : explainFailure(stderrTail);
  const message = `${path} cannot be read as a video: ${reason}.`;
  return new KinodexError("media", message, { path, exitCode, stderrTail });
}
