import { createHash } from "node:crypto";
import { keyOf, type Sequence } from "../clips/sequence.js";
import type { Declared } from "../declaration.js";
import type { ProbedOption } from "../examinees/examinee.js";
import type { JudgedAnswer } from "../metrics/selective/calibration.js";
import { controls, type Control } from "./controls.js";
import type { Example, Timeline } from "./example.js";
import type { Answers, Outcome } from "./outputs/output.js";

/** What came of one example: a line of `results.samples.jsonl`. */
export interface Sample extends Answers {
  readonly task: string;
  readonly id: string;
  readonly cluster: string;
  readonly kinds?: readonly string[] | undefined;
  /** SHA-256 of everything that the answers depend on. */
  readonly key: string;
  /** The starts of the hashes of the frames of each clip. */
  readonly clips?: readonly (readonly string[])[];
  /** Sentences, or frames as `clips` has them. */
  readonly options?: readonly (string | readonly string[])[];
  readonly right?: readonly number[];
  /** Where an answer came with a confidence: both, as calibration takes them. */
  readonly judged?: JudgedAnswer | undefined;
  readonly question?: string | undefined;
  readonly timeline?: Timeline | undefined;
  readonly references?: readonly string[] | undefined;
  /** What guessing gives, where it differs between examples. */
  readonly chance?: Outcome | undefined;
  /** By how much the answer leads to what was shown whole; only those of one model can be compared. */
  readonly lead?: number | undefined;
  /** Figures under each control; empty until all examples of the task are answered. */
  readonly values: Readonly<Partial<Record<Control, Outcome>>>;
}

/** Letters of a hash that a line shows. */
const shownLetters = 16;

/** A frame, as a line shows it. */
export const toShownHash = (hash: string): string => hash.slice(0, shownLetters);

/** The frames of a sequence, as a line shows them. */
export const toShownFrames = ({ frames }: Sequence): string[] => frames.map(({ hash }) => toShownHash(hash));

/** How an option stands in a line. */
export const toShownOption = (option: ProbedOption): string | readonly string[] =>
  typeof option === "string" ? option : toShownFrames(option);

/** Equal where the answers would be: the same model, task, frames, options and controls. */
export function sampleKey(
  modelHash: string,
  { name, hash }: Pick<Declared, "name" | "hash">,
  example: Example,
  other: Example | undefined,
): string {
  const toKey = (option: ProbedOption) => (typeof option === "string" ? option : keyOf(option));
  const { id, cluster, clips, options, right, question = null, references = null } = example;
  const content = [
    [modelHash, name, hash, controls, id, cluster],
    [clips.map(keyOf), options.map(toKey), right, question, references, other?.clips.map(keyOf) ?? null],
  ];
  return createHash("sha256").update(JSON.stringify(content)).digest("hex");
}
