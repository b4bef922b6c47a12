import {
  aroundSeams,
  freeze,
  reverse,
  shuffle,
  singleFrames,
  type SeenFrame,
  type Sequence,
} from "../clips/sequence.js";
import type { Example } from "./example.js";

/** What is shown in place of a clip, to find out what a score rests on. */
export const controls = [
  "full",
  "text_only",
  "single_frame_best",
  "single_frame_mean",
  "shuffled",
  "reversed",
  "frozen",
  "wrong_video",
  "seam_only",
] as const;
export type Control = (typeof controls)[number];

/** What is shown under a control: one sequence, or several whose scores become one. */
export interface Shown {
  readonly sequences: readonly Sequence[];
  readonly join: "one" | "highest" | "mean";
}

/** What controls need besides the example. */
export interface ControlOptions {
  /** A plain grey picture, which shows nothing. */
  readonly grey: SeenFrame;
  /** An example of the same task about other videos; undefined where there is none. */
  readonly other: Pick<Example, "clips"> | undefined;
}

/**
 * What is shown under each control in place of each clip of an example; a control is missing where the example does not
 * allow it: where all clips are single pictures, all those that are about time. The best single frame is chosen for each option apart: what the most favourable frame would make of it.
 */
export function toShown(example: Example, options: ControlOptions): Partial<Record<Control, readonly Shown[]>> {
  const one = (sequence: Sequence): Shown => ({ sequences: [sequence], join: "one" });
  const blank = ({ frames, endSeconds }: Sequence): Sequence => ({
    frames: frames.map(({ timeSeconds }) => ({ ...options.grey, timeSeconds })),
    endSeconds,
    seams: [],
  });
  const { clips } = example;
  const { other } = options;
  const always = {
    full: clips.map(one),
    text_only: clips.map((clip) => one(blank(clip))),
    ...(other ? { wrong_video: clips.map((_, n) => one(other.clips[n % other.clips.length] as Sequence)) } : {}),
  };
  if (clips.every(({ frames }) => frames.length === 1)) return always;
  const seams = clips.map(aroundSeams);
  return {
    ...always,
    single_frame_best: clips.map((clip) => ({ sequences: singleFrames(clip), join: "highest" })),
    single_frame_mean: clips.map((clip) => ({ sequences: singleFrames(clip), join: "mean" })),
    shuffled: clips.map((clip, n) => one(shuffle(clip, `${example.id} ${n}`))),
    reversed: clips.map((clip) => one(reverse(clip))),
    frozen: clips.map((clip) => one(freeze(clip))),
    ...(seams.every((seam) => seam !== undefined) ? { seam_only: seams.map(one) } : {}),
  };
}
