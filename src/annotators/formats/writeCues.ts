import type { Span } from "../../core/span.js";
import type { StoredSegment } from "../../store/catalog/records.js";

/** A span with words, as files of captions hold it. */
export type Cue = Span & Pick<StoredSegment, "text">;

/** Cues as a WebVTT file. */
export function toWebVtt(cues: readonly Cue[]): string {
  const blocks = toWholeCues(cues).map(
    ({ startMs, endMs, text }) => `${toClock(startMs, ".")} --> ${toClock(endMs, ".")}\n${escapeMarkup(text)}\n`,
  );
  return ["WEBVTT\n", ...blocks].join("\n");
}

/** Cues as a SubRip file. */
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

/** Cues on whole milliseconds that do not overlap; what would last no time goes. */
function toWholeCues(cues: readonly Cue[]): WholeCue[] {
  const ordered = [...cues].sort((a, b) => a.startSeconds - b.startSeconds || a.endSeconds - b.endSeconds);
  return ordered.flatMap(({ startSeconds, endSeconds, text }, n) => {
    const startMs = Math.round(startSeconds * 1000);
    const nextMs = Math.round((ordered[n + 1]?.startSeconds ?? Infinity) * 1000);
    const endMs = Math.min(Math.round(endSeconds * 1000), nextMs);
    // an empty line would end the cue, and an arrow would begin one
    const line = text.replace(/\s+/g, " ").replaceAll("-->", "→").trim();
    return endMs > startMs && line !== "" ? [{ startMs, endMs, text: line }] : [];
  });
}

function toClock(ms: number, separator: "." | ","): string {
  const pad = (value: number, width: number) => String(Math.floor(value)).padStart(width, "0");
  const [hours, minutes, seconds] = [ms / 3_600_000, (ms / 60_000) % 60, (ms / 1000) % 60];
  return `${pad(hours, 2)}:${pad(minutes, 2)}:${pad(seconds, 2)}${separator}${pad(ms % 1000, 3)}`;
}

function escapeMarkup(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
