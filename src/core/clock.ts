import type { Span } from "./span.js";

/** Seconds as a clock shows them: `0:07.5`, `12:03.0`, `1:02:03.4`. */
export function toClock(seconds: number): string {
  const tenths = Math.max(0, Math.round(seconds * 10));
  const hours = Math.floor(tenths / 36_000);
  const minutes = Math.floor(tenths / 600) % 60;
  const rest = ((tenths % 600) / 10).toFixed(1).padStart(4, "0");
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${rest}` : `${minutes}:${rest}`;
}

/** A span as `0:07.5 – 0:12.0`. */
export function toClockSpan({ startSeconds, endSeconds }: Span): string {
  return `${toClock(startSeconds)} – ${toClock(endSeconds)}`;
}
