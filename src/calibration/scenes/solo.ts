import type { ActorArt } from "../drawing/actors/index.js";
import type { Random } from "../drawing/random.js";
import type { Actor, Key } from "../drawing/scene.js";
import { randomCast, randomStage, sceneOf, type Member, type Stage } from "./cast.js";
import { mirrored, sentences, type Pair } from "./pair.js";

/** One actor on a stage. */
export interface Solo {
  readonly stage: Stage;
  readonly one: Member;
}

/** Draws a stage and one actor for it; nothing where no actor suits. */
export function solo(
  random: Random,
  suits?: (art: ActorArt) => boolean,
  wanted?: Parameters<typeof randomStage>[1],
): Solo | undefined {
  const stage = randomStage(random, wanted);
  const cast = randomCast(stage, 1, random, suits);
  return cast === undefined ? undefined : { stage, one: cast[0]! };
}

/** Puts the place into about half of the sentences, the same ones for both twins. */
export function placed(
  random: Random,
  { where }: Stage,
  forms: readonly (readonly [string, string])[],
): readonly [string[], string[]] {
  return sentences(
    random,
    forms.map(([a, b]) => (random.chance(0.5) ? [`${a} ${where}`, `${b} ${where}`] : [a, b])),
  );
}

/** What happens to the one actor of a pair, and the sentences for both twins. */
export interface Change {
  readonly kind: string;
  readonly key: string;
  readonly forms: readonly (readonly [string, string])[];
  readonly tracks: Partial<Actor>;
  /** Left out where the twin is the first clip backwards. */
  readonly twin?: Partial<Actor>;
}

/** Makes the pair in which one actor changes. */
export function changing(random: Random, { stage, one }: Solo, change: Change): Pair {
  const [first, second] = placed(random, stage, change.forms);
  const scene = (tracks: Partial<Actor>) => [sceneOf(stage, [{ ...one.actor, ...tracks }], "", random.fork(5))];
  const take = { canvas: stage.canvas, shots: scene(change.tracks), captions: first };
  const combination = `${one.key}/${change.key}`;
  if (change.twin === undefined) return mirrored(change.kind, combination, take, second);
  return {
    kind: change.kind,
    combination,
    reversed: false,
    takes: [take, { canvas: stage.canvas, shots: scene(change.twin), captions: second }],
  };
}

/** A movement from one value to another that leaves rest at both ends. */
export const glide = (stage: Stage, from: number, to: number, random: Random): Key<number>[] => {
  const rest = stage.durationSeconds * random.between(0.02, 0.15);
  return [
    [rest, from, random.pick(["smooth", "linear"] as const)],
    [stage.durationSeconds - rest, to],
  ];
};
