import type { Playback } from "./playback.js";

/** Goes to the start of the next moment, or of the one before. */
export function seekAmong(
  moments: readonly { readonly startSeconds: number }[],
  playback: Playback,
  way: 1 | -1,
): void {
  const now = playback.clock.get();
  const starts = moments.map(({ startSeconds }) => startSeconds).sort((a, b) => a - b);
  const to = way > 0 ? starts.find((start) => start > now + 0.05) : starts.findLast((start) => start < now - 0.5);
  if (to !== undefined) playback.seek(to);
}
