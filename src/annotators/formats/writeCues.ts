import type { Span } from "../../core/span.js";
import type { StoredSegment } from "../../store/catalog/records.js";
import { markAsOwn } from "./ownWords.js";

/** A span with words, as files of captions hold it. */
export type Cue = Span & Pick<StoredSegment, "text" | "source">;

/** For people; programs read the marks of the cues. */
const note = "NOTE Written by Kinodex, which does not read it as subtitles of the video.\n";

/** Cues as a WebVTT file; words that people did not write are marked as Kinodex's own. */
export function toWebVtt(cues: readonly Cue[]): string {
  const blocks = toWholeCues(cues).map(
    ({ startMs, endMs, text }) => `${toClock(startMs, ".")} --> ${toClock(endMs, ".")}\n${escapeMarkup(text)}\n`,
  );
  return ["WEBVTT\n", ...(cues.some(isByKinodex) ? [note] : []), ...blocks].join("\n");
}

/** Cues as a SubRip file; words that people did not write are marked as Kinodex's own. */
export function toSubRip(cues: readonly Cue[]): string {
  return toWholeCues(cues)
    .map(({ startMs, endMs, text }, n) => `${n + 1}\n${toClock(startMs, ",")} --> ${toClock(endMs, ",")}\n${text}\n`)
    .join("\n");
}

interface WholeCue {
  readonly startMs: number;
  readonly endMs: number;
  readonly text: string;
}

/** Cues in time order and on whole milliseconds, each of them; they may overlap, as those of two languages do. */
function toWholeCues(cues: readonly Cue[]): WholeCue[] {
  const ordered = [...cues].sort((a, b) => a.startSeconds - b.startSeconds || a.endSeconds - b.endSeconds);
  return ordered.map((cue) => {
    const startMs = Math.round(cue.startSeconds * 1000);
    // an empty line would end the cue, and an arrow would begin one
    const line = cue.text.replace(/\s+/g, " ").replaceAll("-->", "→").trim();
    const endMs = Math.max(startMs + 1, Math.round(cue.endSeconds * 1000));
    return { startMs, endMs, text: isByKinodex(cue) ? markAsOwn(line) : line };
  });
}

function isByKinodex({ source }: Cue): boolean {
  return source !== "subtitle";
}

function toClock(ms: number, separator: "." | ","): string {
  const pad = (value: number, width: number) => String(Math.floor(value)).padStart(width, "0");
  const [hours, minutes, seconds] = [ms / 3_600_000, (ms / 60_000) % 60, (ms / 1000) % 60];
  return `${pad(hours, 2)}:${pad(minutes, 2)}:${pad(seconds, 2)}${separator}${pad(ms % 1000, 3)}`;
}

function escapeMarkup(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
