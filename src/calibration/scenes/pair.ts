import { createHash } from "node:crypto";
import type { Canvas } from "../drawing/draw.js";
import type { Random } from "../drawing/random.js";
import type { Scene } from "../drawing/scene.js";

/** One clip before it is drawn: its shots in order, and the sentences that are true of it. */
export interface Take {
  readonly canvas: Canvas;
  readonly shots: readonly Scene[];
  /** The first is the clip's caption. The twin's sentences have the same forms in the same order. */
  readonly captions: readonly string[];
}

/** Two clips that differ in one thing only, mostly in time. */
export interface Pair {
  readonly kind: string;
  /** Shapes, colours and event, without what tells the twins apart: for holding combinations out. */
  readonly combination: string;
  /** The second clip is the first one played backwards. */
  readonly reversed: boolean;
  readonly takes: readonly [Take, Take];
}

/** Makes a pair, or nothing where the dice fell badly; the caller throws them again. */
export type PairMaker = (random: Random) => Pair | undefined;

const reverse = (shot: Scene): Scene => ({ ...shot, reversed: shot.reversed !== true });

/** The same shots played backwards. */
export const backwards = (shots: readonly Scene[]): Scene[] => shots.toReversed().map(reverse);

/** A pair whose second clip is the first one backwards. */
export function mirrored(kind: string, combination: string, take: Take, captions: readonly string[]): Pair {
  return {
    kind,
    combination,
    reversed: true,
    takes: [take, { canvas: take.canvas, shots: backwards(take.shots), captions }],
  };
}

/** Fills the sentence forms for both twins, in one random order. */
export function sentences(
  random: Random,
  forms: readonly (readonly [string, string])[],
): readonly [string[], string[]] {
  const shuffled = random
    .sample(forms, forms.length)
    .map((pair) => pair.map((text) => text.replace(/ {2,}/g, " ").replace(/ ,/g, ",").trim()));
  return [shuffled.map((pair) => pair[0]!), shuffled.map((pair) => pair[1]!)];
}

/** Whether training holds a combination of actor, colour and event out: one in five (`models/training/clips.py`). */
export function isUnseen(combination: string): boolean {
  return BigInt(`0x${createHash("md5").update(combination).digest("hex")}`) % 5n === 0n;
}
