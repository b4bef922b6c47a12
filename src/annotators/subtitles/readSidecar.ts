import { readFile } from "node:fs/promises";
import { toMessage } from "../../core/errors.js";
import { decodeText } from "../formats/decodeText.js";
import { parseSubtitles } from "../formats/parseSubtitles.js";
import type { Sidecar } from "../sidecars.js";
import { explainDecoding, explainLeftOut } from "./explain.js";
import type { Subtitles } from "./subtitleAnnotator.js";
import { parseSubtitleName } from "./subtitleName.js";

/** A file larger than this is no subtitle: two hours of speech are about 0.1 MB. */
const maxBytes = 20 * 2 ** 20;

/** Reads a subtitle file beside a video; what cannot be read is a problem. */
export async function readSidecar({ path, ending, sizeBytes }: Sidecar): Promise<Subtitles> {
  const fail = (problem: string): Subtitles => ({ segments: [], problems: [problem] });
  if (sizeBytes > maxBytes) return fail(`${path} has ${sizeBytes} bytes; a subtitle file may have ${maxBytes}`);
  try {
    const language = parseSubtitleName(ending)?.language;
    const decoded = decodeText(await readFile(path), language);
    const { segments, leftOut } = parseSubtitles(decoded.text);
    const reasons = [...explainDecoding(decoded), ...explainLeftOut(leftOut)];
    if (segments.length === 0 && reasons.length === 0) return fail(`${path} holds no cues`);
    return {
      segments: segments.map((segment) => ({ ...segment, origin: path, language })),
      problems: reasons.map((reason) => `${path}: ${reason}`),
    };
  } catch (error) {
    return fail(`cannot read ${path}: ${toMessage(error)}`);
  }
}
