import type { Sequence } from "../clips/sequence.js";
import type { ProbedOption } from "../examinees/examinee.js";

/** One thing that is asked: which of the options each of the clips goes with. */
export interface Example {
  /** Unlike for all examples of a task. */
  readonly id: string;
  /** Examples of two clusters have nothing in common. */
  readonly cluster: string;
  readonly clips: readonly Sequence[];
  readonly options: readonly ProbedOption[];
  /** For each clip, the number of the option that is true of it. */
  readonly right: readonly number[];
}
