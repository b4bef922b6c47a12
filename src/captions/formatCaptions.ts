import type { Span } from "../core/span.js";
import type { StoredSegment } from "../store/records.js";

/** A span with words, as files of captions hold it. */
export type Cue = Span & Pick<StoredSegment, "text">;

/** What video sites ask of chapters: the first at 0:00, at least so many, none shorter. */
const fewestChapters = 3;
const shortestChapterSeconds = 10;

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

/** A chapter of a video; chapters cover it from 0 to its end without gaps. */
export interface Chapter extends Span {
  readonly title: string;
}

/**
 * Chapters that video sites accept: the first begins at 0, none is shorter than 10 s. What is too short joins the chapter
 * before. None at all where there would be fewer than three.
 */
export function toChapters(cues: readonly Cue[], durationSeconds: number): Chapter[] {
  const starts: { startSeconds: number; text: string }[] = [];
  for (const { startSeconds, text } of cues) {
    const last = starts.at(-1);
    const start = last ? Math.floor(startSeconds) : 0; // sites know whole seconds only
    const isTooShort = last !== undefined && start - last.startSeconds < shortestChapterSeconds;
    if (isTooShort || last?.text === text || durationSeconds - start < shortestChapterSeconds) continue;
    starts.push({ startSeconds: start, text });
  }
  if (starts.length < fewestChapters) return [];
  return starts.map(({ startSeconds, text }, n) => ({
    startSeconds,
    endSeconds: starts[n + 1]?.startSeconds ?? durationSeconds,
    title: capitalise(text.replace(/\s+/g, " ")),
  }));
}

/** Chapters as WebVTT. */
export function toChapterVtt(chapters: readonly Chapter[]): string {
  return toWebVtt(chapters.map(({ startSeconds, endSeconds, title }) => ({ startSeconds, endSeconds, text: title })));
}

/** Chapters as the list that goes into the description of a video: `0:00 On a beach`. */
export function toTimestampList(chapters: readonly Chapter[]): string {
  const isLong = (chapters.at(-1)?.startSeconds ?? 0) >= 3600;
  return chapters.map(({ startSeconds, title }) => `${toShortClock(startSeconds, isLong)} ${title}\n`).join("");
}

/** What a video shows, in one paragraph; empty where nothing is known. */
export function toSummary(cues: readonly Cue[]): string {
  const told: string[] = [];
  for (const { text } of cues) if (told.at(-1) !== text) told.push(text);
  const [first, ...others] = told;
  if (first === undefined) return "";
  if (others.length === 0) return `${capitalise(first)}.`;
  const middle = others.slice(0, -1);
  const shown = middle.length <= 6 ? middle : [...middle.slice(0, 3), ...middle.slice(-3)];
  const later = shown.map((text) => `then ${text}`);
  return `First ${[first, ...later].join("; ")}; at last ${others.at(-1)}.`;
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

function toShortClock(seconds: number, withHours: boolean): string {
  const pad = (value: number) => String(value).padStart(2, "0");
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return withHours ? `${hours}:${pad(minutes)}:${pad(rest)}` : `${minutes}:${pad(rest)}`;
}

function escapeMarkup(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
