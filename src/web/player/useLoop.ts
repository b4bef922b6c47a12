import { useEffect } from "preact/hooks";
import type { SpanInput } from "../../client/client.js";
import type { Playback } from "./playback.js";

/** Plays a span over and over while there is one. */
export function useLoop(span: SpanInput | undefined, playback: Playback): void {
  const { startSeconds, endSeconds } = span ?? {};
  const { clock, speed } = playback;
  useEffect(() => {
    if (startSeconds === undefined || endSeconds === undefined || speed <= 0) return undefined;
    return clock.subscribe(() => {
      if (clock.get() >= endSeconds) playback.seek(startSeconds);
    });
  }, [startSeconds, endSeconds, speed]);
}
