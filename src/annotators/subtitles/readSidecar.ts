import { readFile } from "node:fs/promises";
import { toMessage } from "../../core/errors.js";
import type { Sidecar } from "../sidecars.js";
import { readSubtitles, type Subtitles } from "./readSubtitles.js";
import { parseSubtitleName } from "./subtitleName.js";

/** A file larger than this is no subtitle: two hours of speech are about 0.1 MB. */
const maxBytes = 20 * 2 ** 20;

/** Reads a subtitle file beside a video; what cannot be read is a problem. */
export async function readSidecar({ path, ending, sizeBytes }: Sidecar): Promise<Subtitles> {
  const fail = (problem: string): Subtitles => ({ segments: [], problems: [problem] });
  if (sizeBytes > maxBytes) return fail(`${path} has ${sizeBytes} bytes; a subtitle file may have ${maxBytes}`);
  try {
    const read = readSubtitles(await readFile(path), path, parseSubtitleName(ending)?.language);
    return read.segments.length + read.problems.length > 0 ? read : fail(`${path} holds no cues`);
  } catch (error) {
    return fail(`cannot read ${path}: ${toMessage(error)}`);
  }
}
