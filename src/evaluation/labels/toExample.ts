import { thin, type Sequence } from "../clips/sequence.js";
import type { Examinee } from "../examinees/examinee.js";
import type { Example } from "../probing/example.js";
import { toTimeline } from "../probing/timeline.js";
import type {
  LabelledChoice,
  LabelledExample,
  LabelledMoments,
  LabelledPair,
  LabelledVerdict,
} from "./labelledExample.js";
import { toAnswerText, toVerdictStatements } from "./statements.js";

/** What an examinee can be asked. */
export type AskedExaminee = Pick<Examinee, "maxFrames" | "measure" | "writer">;

/**
 * A labelled example as it is asked, or why a model cannot be asked it.
 *
 * @param sequences what its media show, in their order; of `localise` densely
 * @param texts all captions that are ranked; only for `rank`
 */
export function toExample(
  labelled: LabelledExample,
  sequences: readonly Sequence[],
  examinee: AskedExaminee,
  texts: readonly string[] = [],
): Example | string {
  const { id, cluster, kinds, outputType } = labelled;
  const clips = sequences.map((sequence) => thin(sequence, examinee.maxFrames));
  const shared: Example = { id, cluster, kinds, clips, options: [], right: [] };
  if (outputType === "choose") {
    if (labelled.isOnlyAsked && !examinee.writer?.takesQuestions)
      return "it says nothing to a model that takes no questions";
    return { ...shared, ...toChoice(labelled) };
  }
  if (outputType === "yes-no") {
    const verdict = toVerdict(labelled, examinee);
    return typeof verdict === "string" ? verdict : { ...shared, ...verdict };
  }
  if (outputType === "pair") return { ...shared, ...toPair(labelled, examinee) };
  if (outputType === "rank")
    return { ...shared, options: texts, right: labelled.captions.map((caption) => texts.indexOf(caption)) };
  if (outputType === "localise") {
    const [whole] = sequences as readonly [Sequence];
    const timeline = toTimeline(whole, examinee.maxFrames, labelled);
    return faultOfDuration(labelled, whole) ?? { ...shared, ...timeline, options: [labelled.query] };
  }
  const { question, references, present } = labelled;
  if (question !== undefined && !examinee.writer?.takesQuestions)
    return "an open question needs a model that takes questions";
  const asked = question === undefined ? undefined : { text: question, answers: [] };
  return { ...shared, references, present, question: asked };
}

type Asked = Pick<Example, "options" | "right" | "question">;

function toChoice({ question, options, right }: LabelledChoice): Asked {
  return {
    options: options.map((option) => toAnswerText(question, option)),
    right: [right],
    question: { text: question ?? "Which sentence is true of this?", answers: options },
  };
}

function toVerdict(labelled: LabelledVerdict, { writer }: AskedExaminee): Asked | string {
  const { question, isYes, statements = toVerdictStatements(question) } = labelled;
  if (!statements && !writer?.takesQuestions)
    return `a model that takes no questions needs statements for yes and no, and "${question}" gives none`;
  return { options: statements ?? [], right: [isYes ? 0 : 1], question: { text: question, answers: ["yes", "no"] } };
}

/** With two media each caption is true of one, with one the first is true. */
function toPair(
  { captions, second, tellsFit }: LabelledPair,
  { measure }: AskedExaminee,
): Pick<Example, "options" | "right" | "measure"> {
  return { options: captions, right: second ? [0, 1] : [0], measure: tellsFit ? measure : undefined };
}

/** Labels and files may round differently. */
const slackSeconds = 2;

function faultOfDuration({ durationSeconds }: LabelledMoments, { endSeconds }: Sequence): string | undefined {
  if (Math.abs(endSeconds - durationSeconds) <= slackSeconds) return undefined;
  return `the labels are of a video of ${durationSeconds} s, and it lasts ${endSeconds.toFixed(1)} s`;
}
