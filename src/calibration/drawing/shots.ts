import type { Scene, SceneEvent } from "./scene.js";

/** Seconds that shots last one after another. */
export const durationOf = (shots: readonly Scene[]): number =>
  shots.reduce((sum, { durationSeconds }) => sum + durationSeconds, 0);

function shifted(happening: SceneEvent, start: number, { reversed, durationSeconds }: Scene): SceneEvent {
  const { startSeconds, endSeconds } = happening;
  const [from, to] =
    reversed === true ? [durationSeconds - endSeconds, durationSeconds - startSeconds] : [startSeconds, endSeconds];
  return { ...happening, startSeconds: start + from, endSeconds: start + to };
}

/** The events of all shots in order, in seconds of the whole. */
export function eventsOf(shots: readonly Scene[]): SceneEvent[] {
  const events: SceneEvent[] = [];
  let start = 0;
  for (const scene of shots) {
    events.push(...scene.events.map((happening) => shifted(happening, start, scene)));
    start += scene.durationSeconds;
  }
  return events.toSorted((a, b) => a.startSeconds - b.startSeconds);
}
