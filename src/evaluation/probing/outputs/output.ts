import type { Embedding } from "../../../core/vectors.js";
import type { Examinee, ProbedOption } from "../../examinees/examinee.js";
import type { Control, ControlOptions } from "../controls.js";
import type { Example } from "../example.js";

/** What came of an example under one control, by figure. A figure is missing where the example has none. */
export type Outcome = Readonly<Record<string, number>>;

/** Raw scores; `null` where the model gave no answer. What the rows and columns are says each output type. */
export type ScoreTable = readonly (readonly (number | null)[])[];
/** The scores under every control that an example allows. */
export type ControlScores = Readonly<Partial<Record<Control, ScoreTable>>>;

/** What a model says of an example under every control. */
export interface Answers {
  readonly scores?: ControlScores | undefined;
  /** What it wrote; several texts where several frames were shown alone. */
  readonly written?: Readonly<Partial<Record<Control, readonly string[]>>> | undefined;
}

/** An example with what a model says of it. */
export interface Answered {
  readonly example: Example;
  readonly answers: Answers;
}

/** Who answers, and what is shown. */
export interface AnswerOptions extends ControlOptions {
  readonly examinee: Examinee;
  /** Compares captions with pictures. Default: nobody does. */
  readonly captionJudge?: CaptionJudge | undefined;
}

/** Embeds pictures and texts in one space, to judge what others write. */
export interface CaptionJudge extends Pick<Examinee, "fitOf" | "see"> {
  embed(items: readonly ProbedOption[]): Promise<readonly Embedding[]>;
}

/** How examples of one output type are answered and judged. */
export interface Output {
  /** Has a model answer an example under every control that makes sense for it. */
  readonly answer: (example: Example, options: AnswerOptions) => Promise<Answers>;
  /** Judges all examples of a task under one control, in their order; undefined for those that do not have it. */
  readonly judge: (answered: readonly Answered[], control: Control) => readonly (Outcome | undefined)[];
  /** What guessing gives, by figure, where that is known, for one of so many examples. */
  readonly chanceOf: (example: Example, count: number) => Outcome;
  /** How sure an answer is; only those of one model can be compared. Absent where nothing is abstained from. */
  readonly confidenceOf?: (table: ScoreTable) => number | undefined;
  /** Figures that are no means over examples: of those of these numbers, each as often as it stands there. */
  readonly together?: (judged: readonly JudgedExample[]) => (chosen: readonly number[]) => Outcome;
  /** Figures that are better the lower they are. */
  readonly lowerIsBetter?: readonly string[];
  /** Figures that are better neither way. */
  readonly neitherIsBetter?: readonly string[];
  /** Whether scores are too many to be kept in samples. Default: they are kept. */
  readonly dropsScores?: boolean;
}

/** An example under one control, as figures of many together need it. */
export interface JudgedExample {
  readonly right: readonly number[];
  readonly outcome: Outcome;
  readonly confidence?: number | undefined;
  readonly written?: readonly string[] | undefined;
  readonly references?: readonly string[] | undefined;
}
