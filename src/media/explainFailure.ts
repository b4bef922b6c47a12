import { KinodexError } from "../core/errors.js";
import type { ProcessExit } from "./superviseProcess.js";

const NO_PICTURE = "ffmpeg found no picture in it. Try to play it; copy or convert it again";

/** What ffmpeg says, and what it means for the person who has the file. First match wins. */
const EXPLANATIONS: readonly (readonly [said: RegExp, meaning: string])[] = [
  [
    /moov atom not found/,
    "its index (moov atom) is missing, so it was cut short or never finished. Copy or record it again",
  ],
  [
    /exceeds specified max pixel count|Picture size \S+ is invalid/,
    "its pictures are larger than the limit of 35389440 pixels. Scale it down first",
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
  [
    /Cannot allocate memory/,
    "decoding it needs too much memory, which points to a damaged file. Convert it to mp4 first",
  ],
  [
    /Invalid data found|EBML header parsing failed|could not find codec parameters|Header missing/i,
    "it is damaged or not a video at all. Try to play it; copy or convert it again",
  ],
  [/Output file is empty|received no packets/, NO_PICTURE], // what versions say at the end where nothing came out
];

const CRASH = "ffmpeg crashed on it. Install another version of ffmpeg, or convert the file to mp4 first";

/** One clause for people out of the tail of ffmpeg's stderr: what is wrong with the file, and what to do. */
export function explainFailure(stderrTail: string): string {
  const known = EXPLANATIONS.find(([said]) => said.test(stderrTail));
  if (known) return known[1];
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
  const reason = hasCrashed ? CRASH : explainFailure(stderrTail);
  const message = `${path} cannot be read as a video: ${reason}.`;
  return new KinodexError("media", message, { path, exitCode, stderrTail });
}
