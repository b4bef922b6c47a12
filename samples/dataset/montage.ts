import type { Random } from "../../src/calibration/drawing/random.js";
import { valueAt, type Key, type Scene, type SceneEvent } from "../../src/calibration/drawing/scene.js";
import { times } from "../../src/calibration/scenes/words.js";
import { actsFor } from "../../src/calibration/scenes/acts.js";
import { randomCast, randomStage, sceneOf, type Member, type Stage } from "../../src/calibration/scenes/cast.js";
import type { Pair } from "../../src/calibration/scenes/pair.js";

const SHOTS = 3;
/** One hop or one appearance, and a pause as long as it: what follows is seen to be another. */
const CYCLE_SECONDS = 2.4;

/** Three shots of different places, in each of which one actor does one thing; the twin has them in the opposite order. */
export function montagePair(random: Random): Pair {
  for (;;) {
    const { canvas } = randomStage(random);
    const counted = random.whole(0, SHOTS - 1);
    const shots = Array.from({ length: SHOTS }, (_, n) =>
      actingShot({ ...randomStage(random), canvas }, n === counted, random),
    );
    if (shots.includes(undefined)) continue;
    const shown = shots as { readonly scene: Scene; readonly key: string }[];
    const nouns = shown.map(({ scene }) => scene.events[0]!.subject.split(" ").at(-1));
    if (new Set(nouns).size < SHOTS) continue;
    const scenes = shown.map(({ scene }) => scene);
    const takeOf = (ordered: readonly Scene[]) => ({
      canvas,
      shots: ordered,
      captions: [ordered.map(({ caption }) => caption).join(", then ")],
    });
    return {
      kind: "montage",
      combination: shown
        .map(({ key }) => key)
        .toSorted()
        .join("+"),
      reversed: false,
      takes: [takeOf(scenes), takeOf(scenes.toReversed())],
    };
  }
}

function actingShot(stage: Stage, isCounted: boolean, random: Random) {
  const cast = randomCast(stage, 1, random);
  if (cast === undefined) return undefined;
  return isCounted ? countedShot(stage, cast[0]!, random) : onceShot(stage, cast[0]!, random);
}

function onceShot(stage: Stage, one: Member, random: Random) {
  const durationSeconds = 4;
  const acts = actsFor(one, random, random.chance(0.5));
  if (acts.length === 0) return undefined;
  const act = random.pick(acts);
  const event = { startSeconds: 0.3, endSeconds: 3.7, subject: one.noun, action: act.verb };
  const scene = sceneOf({ ...stage, durationSeconds }, [act.apply(one.actor, 0.3, 3.7)], "", random);
  return { scene: told(scene, event, stage), key: `${one.key}/${act.key}` };
}

function countedShot(stage: Stage, one: Member, random: Random) {
  const count = random.whole(1, 4);
  const startSeconds = 0.8;
  const endSeconds = startSeconds + (count - 0.5) * CYCLE_SECONDS;
  const jumps = one.art.jumps === true && random.chance(0.5);
  const cycles = Array.from({ length: count }, (_, n) => startSeconds + n * CYCLE_SECONDS);
  const tracks = jumps ? { y: hops(cycles, valueAt(one.actor.y, 0, 0.8)) } : { opacity: appearances(cycles) };
  const event = {
    startSeconds,
    endSeconds,
    subject: one.noun,
    action: `${jumps ? "jumps" : "appears"} ${times(count)}`,
    times: count,
  };
  const durationSeconds = endSeconds + 0.8;
  const scene = sceneOf({ ...stage, durationSeconds }, [{ ...one.actor, ...tracks }], "", random);
  return { scene: told(scene, event, stage), key: `${one.key}/${jumps ? "jump" : "show"}-${count}` };
}

const told = (scene: Scene, event: SceneEvent, { where }: Stage): Scene => ({
  ...scene,
  caption: `${event.subject} ${event.action} ${where}`.trim(),
  events: [event],
});

const hops = (cycles: readonly number[], y: number): Key<number>[] =>
  cycles.flatMap((start): Key<number>[] => [
    [start, y, "out"],
    [start + CYCLE_SECONDS / 4, y - 0.26, "in"],
    [start + CYCLE_SECONDS / 2, y, "hold"],
  ]);

const appearances = (cycles: readonly number[]): Key<number>[] =>
  cycles.flatMap((start): Key<number>[] => [
    [start, 0, "linear"],
    [start + 0.1, 1, "hold"],
    [start + CYCLE_SECONDS / 2 - 0.1, 1, "linear"],
    [start + CYCLE_SECONDS / 2, 0, "hold"],
  ]);
