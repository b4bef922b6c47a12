import type { Embedding } from "../../../core/vectors.js";
import { bleuOfCounts, countBleu } from "../../metrics/captioning/bleu.js";
import { ciderD } from "../../metrics/captioning/cider.js";
import { clipScore, refClipScore } from "../../metrics/captioning/clipScore.js";
import type { CaptionExample } from "../../metrics/captioning/example.js";
import { countMeteor, meteorOfCounts } from "../../metrics/captioning/meteor.js";
import { rougeL } from "../../metrics/captioning/rouge.js";
import { tokeniseCaption } from "../../metrics/captioning/tokens.js";
import { vqaAccuracy } from "../../metrics/questions/vqaAccuracy.js";
import { normaliseVqaAnswer } from "../../metrics/questions/vqaNormalisation.js";
import type { Sequence } from "../../clips/sequence.js";
import type { Writer } from "../../examinees/examinee.js";
import { meanOf, sumOf } from "../../statistics/summary.js";
import { toShown, type Control, type Shown } from "../controls.js";
import type { Example } from "../example.js";
import { createTruthJudge } from "./captionTruth.js";
import type { Answered, Answers, CaptionJudge, JudgedExample, Outcome, Output } from "./output.js";

/** Of single frames so many are described, evenly. */
const maxSingleFrames = 4;
const maxCaptionTokens = 48;
const maxAnswerTokens = 12;
const lowerIsBetter = ["chair_s", "chair_i", "things_made_up"];

/**
 * One clip that is described, or asked about where there is a question without answers to choose from. Scores are
 * `[text][CLIPScore, RefCLIPScore]` of what was written, always with the clip itself, whatever was shown.
 */
export const captionOutput: Output = {
  async answer(example, options) {
    const { writer } = options.examinee;
    if (!writer) return {};
    const written: [Control, string[]][] = [];
    for (const [control, [ofClip]] of Object.entries(toShown(example, options)) as [Control, readonly Shown[]][])
      written.push([control, await writeAll(example, ofClip as Shown, writer)]);
    const answers = { written: Object.fromEntries(written) } as Answers;
    return options.captionJudge && !example.question
      ? { ...answers, scores: await compareAll(example, written, options.captionJudge) }
      : answers;
  },
  judge: (answered, control) =>
    answered.some(({ example }) => example.question)
      ? judgeAnswers(answered, control)
      : judgeCaptions(answered, control),
  chanceOf: () => ({}),
  together: corpusFigures,
  lowerIsBetter,
  neitherIsBetter: ["things_named"],
};

async function writeAll({ question, inOrder }: Example, { sequences }: Shown, writer: Writer): Promise<string[]> {
  const step = Math.max(1, sequences.length / maxSingleFrames);
  const chosen = sequences.filter((_, n) => Math.floor(n / step) !== Math.floor((n - 1) / step));
  const texts: string[] = [];
  for (const sequence of chosen) texts.push(await writeOne(question?.text, inOrder !== undefined, sequence, writer));
  return texts;
}

async function writeOne(
  question: string | undefined,
  inOrder: boolean,
  sequence: Sequence,
  writer: Writer,
): Promise<string> {
  const what = sequence.frames.length > 1 ? "these pictures of one video show" : "this picture shows";
  const prompt =
    question === undefined ? `Describe in one sentence what ${what}.` : `${question} Answer with one word or a few.`;
  const { text } = await writer.write(sequence, {
    prompt: writer.takesQuestions ? prompt : undefined,
    maxTokens: question === undefined ? maxCaptionTokens : maxAnswerTokens,
    inOrder,
  });
  return question === undefined ? text : text.replace(/[.\s]+$/, "");
}

/** The scores of what was written under each control. */
async function compareAll(
  { clips: [clip], references = [] }: Example,
  written: readonly (readonly [Control, readonly string[]])[],
  judge: CaptionJudge,
): Promise<Answers["scores"]> {
  const texts = [...new Set(written.flatMap(([, ofControl]) => ofControl))];
  const embeddings = await judge.embed([clip as Sequence, ...references, ...texts]);
  const [visual, ofReferences] = [embeddings[0] as Embedding, embeddings.slice(1, 1 + references.length)];
  const rows = new Map(
    texts.map((text, n) => {
      const embedding = embeddings[1 + references.length + n] as Embedding;
      return [text, [clipScore(visual, embedding), refClipScore(visual, embedding, ofReferences)]];
    }),
  );
  return Object.fromEntries(written.map(([control, of]) => [control, of.map((text) => rows.get(text) as number[])]));
}

const toExample = (candidate: string, references: readonly string[] = []): CaptionExample => ({
  candidate: tokeniseCaption(candidate),
  references: references.map(tokeniseCaption),
});

/**
 * CIDEr-D, ROUGE-L and, where somebody compares, CLIPScore and RefCLIPScore of each caption. Of single frames the most
 * favourable counts, or the mean. CIDEr-D learns how rare words are from the references of all examples.
 */
function judgeCaptions(answered: readonly Answered[], control: Control): (Outcome | undefined)[] {
  const all = answered.map(({ example, answers }) =>
    (answers.written?.[control] ?? []).map((text) => toExample(text, example.references)),
  );
  const flat = all.flat();
  if (flat.length === 0) return answered.map(() => undefined);
  const [cider, rouge] = [ciderD(flat).each.values(), rougeL(flat).each.values()];
  const judgeTruth = createTruthJudge();
  return answered.map(({ example, answers }) => {
    const outcomes = (answers.written?.[control] ?? []).map((text, m): Outcome => {
      const [clip, withReferences] = answers.scores?.[control]?.[m] ?? [];
      return {
        cider: cider.next().value as number,
        rouge_l: rouge.next().value as number,
        ...(typeof clip === "number" ? { clip_score: clip } : {}),
        ...(typeof withReferences === "number" ? { ref_clip_score: withReferences } : {}),
        ...judgeTruth(text, example),
      };
    });
    return joinOutcomes(outcomes, control);
  });
}

/** Answers to an open question: the same as any of the right ones (`exact_match`); as right as people are (`vqa_acc`). */
function judgeAnswers(answered: readonly Answered[], control: Control): (Outcome | undefined)[] {
  return answered.map(({ example: { references = [] }, answers }) => {
    const outcomes = (answers.written?.[control] ?? []).map((text): Outcome => {
      const said = normaliseVqaAnswer(text.toLowerCase());
      const right = references.map((reference) => normaliseVqaAnswer(reference.toLowerCase()));
      return {
        exact_match: Number(right.includes(said)),
        ...(references.length >= leastPeople ? { vqa_acc: vqaAccuracy(said, right) } : {}),
      };
    });
    return joinOutcomes(outcomes, control);
  });
}

/** With fewer no answer could be wholly right: three others must say the same. */
const leastPeople = 4;

function joinOutcomes(outcomes: readonly Outcome[], control: Control): Outcome | undefined {
  if (outcomes.length === 0) return undefined;
  const join = (name: string): number => {
    const values = outcomes.map((outcome) => outcome[name] as number);
    if (control === "single_frame_mean") return meanOf(values);
    return lowerIsBetter.includes(name) ? Math.min(...values) : Math.max(...values);
  };
  return Object.fromEntries(Object.keys(outcomes[0] as Outcome).map((name) => [name, join(name)]));
}

/** BLEU, METEOR and CHAIRi, which are made of the counts of all captions in sum. */
function corpusFigures(judged: readonly JudgedExample[]): (chosen: readonly number[]) => Outcome {
  const counts = judged.map(({ outcome, written = [], references = [] }) => {
    const [text] = written;
    if (!("cider" in outcome) || text === undefined || written.length > 1) return undefined;
    const example = toExample(text, references);
    const { things_named: named = 0, things_made_up: madeUp = 0 } = outcome;
    return { bleu: countBleu(example), meteor: countMeteor(example), named, madeUp };
  });
  return (chosen) => {
    const all = chosen.map((n) => counts[n]).filter((one) => one !== undefined);
    if (all.length === 0) return {};
    const ofSizes = bleuOfCounts(all.map((one) => one.bleu)).map((value, n) => [`bleu_${n + 1}`, value] as const);
    const named = sumOf(all.map((one) => one.named));
    return {
      ...Object.fromEntries(ofSizes),
      meteor: meteorOfCounts(all.map((one) => one.meteor)),
      ...(named > 0 ? { chair_i: sumOf(all.map(({ madeUp }) => madeUp)) / named } : {}),
    };
  };
}
