import type { Span } from "../../core/span.js";
import { capitalise } from "./summary.js";
import { toWebVtt, type Cue } from "./writeCues.js";

/** What video sites ask of chapters: the first at 0:00, at least so many, none shorter. */
const minChapters = 3;
const shortestChapterSeconds = 10;

/** A chapter of a video; chapters cover it from 0 to its end without gaps. */
export interface Chapter extends Span {
  readonly title: string;
}

/**
 * Chapters that video sites accept: the first begins at 0, none is shorter than 10 s. What is too short joins the chapter
 * before. None at all where there would be fewer than three.
 */
export function toChapters(cues: readonly Omit<Cue, "source">[], durationSeconds: number): Chapter[] {
  const starts: { startSeconds: number; text: string }[] = [];
  for (const { startSeconds, text } of cues) {
    const last = starts.at(-1);
    const start = last ? Math.floor(startSeconds) : 0; // sites know whole seconds only
    const isTooShort = last !== undefined && start - last.startSeconds < shortestChapterSeconds;
    if (isTooShort || last?.text === text || durationSeconds - start < shortestChapterSeconds) continue;
    starts.push({ startSeconds: start, text });
  }
  if (starts.length < minChapters) return [];
  return starts.map(({ startSeconds, text }, n) => ({
    startSeconds,
    endSeconds: starts[n + 1]?.startSeconds ?? durationSeconds,
    title: capitalise(text.replace(/\s+/g, " ")),
  }));
}

/** Chapters as WebVTT. */
export function toChapterVtt(chapters: readonly Chapter[]): string {
  return toWebVtt(
    chapters.map(({ startSeconds, endSeconds, title }) => ({
      startSeconds,
      endSeconds,
      text: title,
      source: "caption",
    })),
  );
}

/** Chapters as the list that goes into the description of a video: `0:00 On a beach`. */
export function toTimestampList(chapters: readonly Chapter[]): string {
  const isLong = (chapters.at(-1)?.startSeconds ?? 0) >= 3600;
  return chapters.map(({ startSeconds, title }) => `${toShortClock(startSeconds, isLong)} ${title}\n`).join("");
}

function toShortClock(seconds: number, withHours: boolean): string {
  const pad = (value: number) => String(value).padStart(2, "0");
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return withHours ? `${hours}:${pad(minutes)}:${pad(rest)}` : `${minutes}:${pad(rest)}`;
}
