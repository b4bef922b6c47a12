import type { OutputType } from "./outputTypes.js";

/** What a declaration says that makes examples from clips. */
interface MadeFields {
  readonly clips: readonly unknown[];
  readonly texts?: readonly string[] | undefined;
  readonly options?: readonly unknown[] | undefined;
  readonly question?: string | undefined;
  readonly answers?: readonly string[] | undefined;
  readonly when?: string | undefined;
}

/** What a task must have to make examples of its output type, and whether it does. */
interface Need {
  readonly must: string;
  readonly isMet: (made: MadeFields) => boolean;
}

const eitherOptions: Need = {
  must: "must have either texts or options",
  isMet: ({ texts, options }) => (texts === undefined) !== (options === undefined),
};
const enoughOptions: Need = {
  must: "must have two options or more, and one for each clip, of which there may be two",
  isMet: ({ clips, texts, options = texts ?? [] }) => options.length >= Math.max(2, clips.length) && clips.length <= 2,
};
const textForEach: Need = {
  must: "must have one text for each clip",
  isMet: ({ clips, texts = [] }) => texts.length === clips.length,
};
const verdicts: Need = {
  must: "must have a question, texts that say yes and no, and an answer for each clip",
  isMet: ({ clips, texts = [], question, answers = [] }) =>
    question !== undefined && texts.length === 2 && answers.length === clips.length,
};
const lookedFor: Need = {
  must: 'must have one text, which is looked for, and "when": the source that it is true of',
  isMet: ({ texts = [], when }) => texts.length === 1 && when !== undefined,
};

/** What declarations of each output type must have. */
export const needsOfMade: Readonly<Record<OutputType, readonly Need[]>> = {
  pair: [eitherOptions, enoughOptions],
  choose: [eitherOptions, enoughOptions],
  "yes-no": [verdicts],
  rank: [textForEach],
  caption: [textForEach],
  localise: [lookedFor],
};
