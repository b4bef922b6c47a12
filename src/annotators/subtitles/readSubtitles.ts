import type { NewSegment } from "../../store/catalog/records.js";
import { decodeText } from "../formats/decodeText.js";
import { parseSubtitles } from "../formats/parseSubtitles.js";
import { explainDecoding, explainLeftOut } from "./explain.js";

/** What one file or track says, and what of it could not be read or is no speech. */
export interface Subtitles {
  readonly segments: readonly NewSegment[];
  readonly problems: readonly string[];
}

/** Reads the bytes of a subtitle file; `origin` names them in what they say and in problems. */
export function readSubtitles(bytes: Uint8Array, origin: string, language: string | undefined): Subtitles {
  const decoded = decodeText(bytes, language);
  const { segments, leftOut } = parseSubtitles(decoded.text);
  const problems = [...explainDecoding(decoded), ...explainLeftOut(leftOut)].map((reason) => `${origin}: ${reason}`);
  return { segments: segments.map((segment) => ({ ...segment, origin, language })), problems };
}
