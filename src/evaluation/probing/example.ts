import type { Span } from "../../core/span.js";
import type { Sequence } from "../clips/sequence.js";
import type { ProbedOption, ScoreMeasure } from "../examinees/examinee.js";

/** One thing that is asked about clips, whatever its output type. */
export interface Example {
  /** Unlike for all examples of a task. */
  readonly id: string;
  /** Examples of two clusters have nothing in common. */
  readonly cluster: string;
  /** What sorts of questions it belongs to; each has a figure of its own. */
  readonly kinds?: readonly string[] | undefined;
  readonly clips: readonly Sequence[];
  /** What is compared with each clip. Of `rank` all texts, of `localise` the query alone, of `caption` nothing. */
  readonly options: readonly ProbedOption[];
  /**
   * For each clip, the number of the option that is true of it: of `yes-no` 0 for yes and 1 for no. Of `rank` the numbers
   * of all texts that are true of the one clip; of `localise` and `caption` nothing.
   */
  readonly right: readonly number[];
  /** What those are asked who take questions, in place of comparing options. */
  readonly question?: AskedQuestion | undefined;
  /** Of `pair`, where what is asked is how well the sentences fit: in which units scores are told. */
  readonly measure?: ScoreMeasure | undefined;
  /** Of `localise`: where the clips lie, and what is true along time. */
  readonly timeline?: Timeline | undefined;
  /** Of `caption`: what people wrote, or what was made. */
  readonly references?: readonly string[] | undefined;
  /** Of `caption`: names of all things that can be seen, where that is known. */
  readonly present?: readonly string[] | undefined;
  /** Of `caption`: phrases of what is seen first, and what then. */
  readonly inOrder?: readonly string[] | undefined;
}

/** A question in words. */
export interface AskedQuestion {
  readonly text: string;
  /** What can be answered, in the order of the options; of `yes-no` yes and no. Empty where anything can. */
  readonly answers: readonly string[];
}

/** The time in which a query is localised. */
export interface Timeline {
  readonly durationSeconds: number;
  /** Where each clip lies; one of a single frame stands for what is around it. */
  readonly spans: readonly Span[];
  /** Where the query is true. Not empty. */
  readonly moments: readonly Span[];
  /** How salient each stretch of so many seconds is to each judge, from 0 to 4, where somebody said so. */
  readonly salience?: { readonly stretchSeconds: number; readonly judged: readonly (readonly number[])[] } | undefined;
}
