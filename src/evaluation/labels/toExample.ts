import type { Span } from "../../core/span.js";
import { resample, type Sequence } from "../clips/sequence.js";
import type { Examinee } from "../examinees/examinee.js";
import type { Example, Timeline } from "../probing/example.js";
import type { LabelledChoice, LabelledExample, LabelledMoments, LabelledVerdict } from "./labelledExample.js";
import { toAnswerText, toVerdictStatements } from "./statements.js";

/** What an examinee can be asked. */
export type AskedExaminee = Pick<Examinee, "maxFrames" | "writer">;

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
  const clips = sequences.map((sequence) => fit(sequence, examinee.maxFrames));
  const shared: Example = { id, cluster, kinds, clips, options: [], right: [] };
  if (outputType === "choose") return { ...shared, ...toChoice(labelled) };
  if (outputType === "yes-no") {
    const verdict = toVerdict(labelled, examinee);
    return typeof verdict === "string" ? verdict : { ...shared, ...verdict };
  }
  if (outputType === "pair") return { ...shared, options: labelled.captions, right: clips.map((_, n) => n) };
  if (outputType === "rank")
    return { ...shared, options: texts, right: labelled.captions.map((caption) => texts.indexOf(caption)) };
  if (outputType === "localise")
    return { ...shared, ...toTimeline(labelled, sequences[0] as Sequence, examinee.maxFrames) };
  const { question, references } = labelled;
  return { ...shared, references, question: question === undefined ? undefined : { text: question, answers: [] } };
}

type Asked = Pick<Example, "options" | "right" | "question">;

function toChoice({ question, options, right }: LabelledChoice): Asked {
  return {
    options: options.map((option) => toAnswerText(question, option)),
    right: [right],
    question: { text: question ?? "Which sentence is true of this?", answers: options },
  };
}

function toVerdict({ question, isYes }: LabelledVerdict, { writer }: AskedExaminee): Asked | string {
  const statements = toVerdictStatements(question);
  if (!statements && !writer?.takesQuestions)
    return `a model that takes no questions needs statements for yes and no, and "${question}" gives none`;
  return { options: statements ?? [], right: [isYes ? 0 : 1], question: { text: question, answers: ["yes", "no"] } };
}

const fit = (sequence: Sequence, maxFrames: number): Sequence =>
  sequence.frames.length > maxFrames ? resample(sequence, maxFrames) : sequence;

/** Stretches as an index has them, each beginning in the middle of the last. */
const stretchSeconds = 8;

function toTimeline(
  { query, moments, durationSeconds, salience }: LabelledMoments,
  whole: Sequence,
  maxFrames: number,
): Pick<Example, "clips" | "options"> & { readonly timeline: Timeline } {
  const { frames, endSeconds } = whole;
  const hopSeconds = stretchSeconds / 2;
  const count = Math.max(1, Math.ceil(endSeconds / hopSeconds) - 1);
  const stretches = Array.from({ length: count }, (_, n) => ({
    startSeconds: n * hopSeconds,
    endSeconds: Math.min(endSeconds, n * hopSeconds + stretchSeconds),
  })).map((span) => ({ span, clip: within(whole, span) }));
  const single = frames.map(({ hash, timeSeconds }) => ({
    span: { startSeconds: timeSeconds, endSeconds: timeSeconds },
    clip: { frames: [{ hash, timeSeconds: 0 }], endSeconds: 1, seams: [] },
  }));
  const all = [...stretches.filter(({ clip }) => clip.frames.length > 1), ...single];
  return {
    clips: all.map(({ clip }) => fit(clip, maxFrames)),
    options: [query],
    timeline: { durationSeconds, spans: all.map(({ span }) => span), moments, salience },
  };
}

function within({ frames }: Sequence, { startSeconds, endSeconds }: Span): Sequence {
  const inside = frames.filter(({ timeSeconds }) => timeSeconds >= startSeconds && timeSeconds < endSeconds);
  return {
    frames: inside.map((frame) => ({ ...frame, timeSeconds: frame.timeSeconds - startSeconds })),
    endSeconds: endSeconds - startSeconds,
    seams: [],
  };
}
