import { createHash } from "node:crypto";
import { keyOf, type Sequence } from "../clips/sequence.js";
import type { Declared } from "../declaration.js";
import type { ProbedOption } from "../examinees/examinee.js";
import type { JudgedAnswer } from "../metrics/selective/calibration.js";
import { controls, type Control } from "./controls.js";
import type { Example } from "./example.js";
import type { Outcome } from "./judge.js";
import type { ControlScores } from "./scoreExample.js";

/** What came of one example: a line of `results.samples.jsonl`. */
export interface Sample {
  readonly task: string;
  readonly id: string;
  readonly cluster: string;
  /** SHA-256 of everything that the scores depend on. */
  readonly key: string;
  /** The starts of the hashes of the frames of each clip. */
  readonly clips?: readonly (readonly string[])[];
  /** Sentences, or frames as `clips` has them. */
  readonly options?: readonly (string | readonly string[])[];
  readonly right?: readonly number[];
  readonly scores?: ControlScores;
  /** Where an answer came with a confidence: both, as calibration takes them. */
  readonly judged?: JudgedAnswer | undefined;
  /** Figures under each control. */
  readonly values: Readonly<Partial<Record<Control, Outcome>>>;
}

/** Letters of a hash that a line shows. */
const shownLetters = 16;

/** The frames of a sequence, as a line shows them. */
export const toShownFrames = ({ frames }: Sequence): string[] => frames.map(({ hash }) => hash.slice(0, shownLetters));

/** How an option stands in a line. */
export const toShownOption = (option: ProbedOption): string | readonly string[] =>
  typeof option === "string" ? option : toShownFrames(option);

/** Equal where the scores would be: the same model, task, frames, options and controls. */
export function sampleKey(
  modelHash: string,
  { name, hash }: Pick<Declared, "name" | "hash">,
  example: Example,
  other: Example | undefined,
): string {
  const toKey = (option: ProbedOption) => (typeof option === "string" ? option : keyOf(option));
  const content = [
    [modelHash, name, hash, controls, example.id, example.cluster],
    [example.clips.map(keyOf), example.options.map(toKey), example.right, other?.clips.map(keyOf) ?? null],
  ];
  return createHash("sha256").update(JSON.stringify(content)).digest("hex");
}
