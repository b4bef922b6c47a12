import type { Span } from "../../core/span.js";

/** A video, a part of one, or a picture. */
export interface LabelledMedium {
  /** Absolute. */
  readonly path: string;
  readonly isPicture: boolean;
  /** Default: all of it. */
  readonly span?: Span | undefined;
}

/** What all have in common, whatever is asked. */
interface Labelled {
  /** Unlike for all examples of a dataset. */
  readonly id: string;
  /** Where it stands: file and line, for people. */
  readonly place: string;
  /** The video or picture that it depends on. */
  readonly cluster: string;
  /** What sorts of questions it belongs to, in the words of the dataset. */
  readonly kinds: readonly string[];
  readonly medium: LabelledMedium;
}

/** A question of which one option is the answer. */
export interface LabelledChoice extends Labelled {
  readonly outputType: "choose";
  /** Missing where the options say all, as captions to choose from do. */
  readonly question?: string | undefined;
  readonly options: readonly string[];
  /** Place of the right one. */
  readonly right: number;
  /** Whether it says nothing to models that take no questions. */
  readonly isOnlyAsked?: boolean | undefined;
}

/** A question that is answered with yes or no. */
export interface LabelledVerdict extends Labelled {
  readonly outputType: "yes-no";
  readonly question: string;
  readonly isYes: boolean;
  /** What says yes and no to models that take no questions. Default: what the question gives. */
  readonly statements?: readonly [yes: string, no: string] | undefined;
}

/** Two captions: with two media each is true of one, with one the first is true. */
export interface LabelledPair extends Labelled {
  readonly outputType: "pair";
  readonly second?: LabelledMedium | undefined;
  /** Whether it is told how well each fits, and not only which fits better. */
  readonly tellsFit?: boolean | undefined;
  readonly captions: readonly [string, string];
}

/** What is to be found by its captions, and its captions by it, among all others. */
export interface LabelledRank extends Labelled {
  readonly outputType: "rank";
  readonly captions: readonly string[];
}

/** A query about a part of a video. */
export interface LabelledMoments extends Labelled {
  readonly outputType: "localise";
  readonly query: string;
  /** Not empty. */
  readonly moments: readonly Span[];
  readonly durationSeconds: number;
  /** How salient each stretch is to each judge, from 0 to 4. */
  readonly salience?: { readonly stretchSeconds: number; readonly judged: readonly (readonly number[])[] } | undefined;
}

/** What people wrote about it, or answered. */
export interface LabelledText extends Labelled {
  readonly outputType: "caption";
  /** Missing where it is described. */
  readonly question?: string | undefined;
  /** Not empty. */
  readonly references: readonly string[];
  /** Names of all things that can be seen, where that is known. */
  readonly present?: readonly string[] | undefined;
}

/** One labelled thing to ask, in the form that all datasets are read into. */
export type LabelledExample =
  LabelledChoice | LabelledVerdict | LabelledPair | LabelledRank | LabelledMoments | LabelledText;

/** The media of an example, one or two. */
export function mediaOf(example: LabelledExample): LabelledMedium[] {
  const { medium } = example;
  return example.outputType === "pair" && example.second ? [medium, example.second] : [medium];
}
