import type { SegmentSource } from "../app/openKinodex.js";
import { mark } from "./style.js";

/** What words of a source are called. */
export const sourceNames: Readonly<Record<SegmentSource, string>> = {
  caption: "captions",
  subtitle: "subtitles",
  speech: "speech",
  screen: "on-screen text",
};

/** A check's outcome, in a column of its own. */
export function toVerdict(ok: boolean): string {
  return ok ? mark("good", "ok    ") : mark("bad", "FAULT ");
}

/** `1 clip`, `2 clips` */
export function toCounted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}

/** A rough length for people: `45 s`, `3 min 20 s`, `2 h 5 min`. */
export function toDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
