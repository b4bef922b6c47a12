import type { NewSegment } from "../../store/catalog/records.js";
import { isOwn } from "./ownWords.js";
import { toPlainText } from "./plainText.js";
import { splitCues, type RawCue } from "./splitCues.js";
import { isScript, splitEvents } from "./splitEvents.js";
import { isTelemetry } from "./telemetry.js";

/** Why a cue says nothing of a video, or not all of it. */
export type LeftOut = "broken" | "own" | "telemetry" | "shortened";

/** What a subtitle file says. */
export interface ParsedSubtitles {
  /** In time order. */
  readonly segments: readonly NewSegment[];
  /**
   * How many cues were left out: `broken` ones have no words or times, or end before they start; `own` ones were written
   * by Kinodex; `telemetry` is no speech. `shortened` ones are there without their end.
   */
  readonly leftOut: Readonly<Record<LeftOut, number>>;
}

const maxCues = 100_000;
const maxTextLength = 2000;
const maxSeconds = 24 * 3600;

/** Reads the cues of SubRip (.srt), WebVTT (.vtt) and Sub Station Alpha (.ass, .ssa), also of what is none to the letter. */
export function parseSubtitles(text: string): ParsedSubtitles {
  const segments: NewSegment[] = [];
  const leftOut = { broken: 0, own: 0, telemetry: 0, shortened: 0 };
  for (const cue of isScript(text) ? splitEvents(text) : splitCues(text)) {
    const words = cue.lines.join("\n");
    const read = isOwn(words) ? "own" : segments.length < maxCues ? toSegment(cue, words) : "broken";
    if (typeof read === "string") {
      leftOut[read] += 1;
      continue;
    }
    if (read.text.length > maxTextLength) leftOut.shortened += 1;
    segments.push({ ...read, text: read.text.slice(0, maxTextLength).trim() });
  }
  segments.sort((a, b) => a.startSeconds - b.startSeconds || a.endSeconds - b.endSeconds);
  return { segments, leftOut };
}

function toSegment({ span }: RawCue, words: string): NewSegment | "broken" | "telemetry" {
  // markup may be longer than what it marks, but not without end
  const text = toPlainText(words.slice(0, 8 * maxTextLength));
  if (!span || text === "" || span.endSeconds <= span.startSeconds || span.endSeconds > maxSeconds) return "broken";
  return isTelemetry(text) ? "telemetry" : { ...span, text, confidence: 1, phrases: [] };
}
