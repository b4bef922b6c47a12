import { existsSync } from "node:fs";
import { join } from "node:path";
import { isKinodexError, toMessage } from "../core/errors.js";
import { makeFolder } from "../core/makeFolder.js";
import { toExists } from "../core/outputFile.js";
import { cutClip } from "../media/cut.js";
import type { ExportFailure } from "./assembleTimeline.js";
import { perSecond } from "./frameRate.js";
import { toSpan, type Timeline, type TimelineClip } from "./timeline.js";

/** A clip of a timeline as a file of its own. */
export interface CutFile {
  readonly file: string;
  readonly clip: TimelineClip;
}

/** Longest part of a source's name that goes into a clip's, in characters of up to four bytes. */
const maxStemLength = 40;

/**
 * Cuts every clip of a timeline into an mp4 file of its own in `folder`, which is made where it is missing. A clip that
 * cannot be cut costs itself only.
 *
 * @throws {KinodexError} `usage`, before anything is cut, when one of the files exists already and `overwrite` is not
 * set; "environment" when the folder cannot be written; "interrupted"
 */
export async function cutClips(
  { clips }: Timeline,
  folder: string,
  { overwrite = false, signal }: { readonly overwrite?: boolean; readonly signal?: AbortSignal } = {},
): Promise<{ readonly cut: readonly CutFile[]; readonly failures: readonly ExportFailure[] }> {
  const wanted = clips.map((clip, n) => ({ file: join(folder, nameClip(clip, n + 1)), clip }));
  const existing = wanted.find(({ file }) => existsSync(file));
  if (existing && !overwrite) throw toExists(existing.file);
  makeFolder(folder);
  const cut: CutFile[] = [];
  const failures: ExportFailure[] = [];
  for (const { file, clip } of wanted) {
    try {
      await cutClip(clip.source.path, toSpan(clip, clip.source.rate), file, signal && { signal });
      cut.push({ file, clip });
    } catch (error) {
      if (!isKinodexError(error) || error.code === "interrupted" || error.code === "environment") throw error;
      failures.push({ path: clip.source.path, message: toMessage(error) });
    }
  }
  return { cut, failures };
}

/** A name that sorts by rank and tells the source and when the clip starts and ends: `003_harbour_00-01-07.50_00-01-12.00.mp4`. */
function nameClip({ source, ...range }: TimelineClip, rank: number): string {
  const stem = source.name.replace(/\.[^.]*$/, "").replaceAll(/[^\p{L}\p{M}\p{N}_-]+/gu, "-");
  const short = Array.from(stem)
    .slice(0, maxStemLength)
    .join("")
    .replaceAll(/^-+|-+$/g, "");
  const [from, to] = [range.startFrame, range.endFrame].map((frame) => toClock(frame / perSecond(source.rate)));
  return `${String(rank).padStart(3, "0")}_${short || "video"}_${from}_${to}.mp4`;
}

/** Seconds as a clock that file systems allow: `00-01-07.50`. */
function toClock(seconds: number): string {
  const hundredths = Math.round(seconds * 100);
  const [hours, minutes, rest] = [hundredths / 360_000, (hundredths / 6000) % 60, (hundredths / 100) % 60];
  const whole = [hours, minutes, rest].map((part) => String(Math.floor(part)).padStart(2, "0")).join("-");
  return `${whole}.${String(hundredths % 100).padStart(2, "0")}`;
}
