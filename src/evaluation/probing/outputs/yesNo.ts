import { rocArea } from "../../metrics/classification/binaryRanking.js";
import { yesNoFigures } from "../../metrics/hallucination/yesNo.js";
import { readVerdict, verdictPattern } from "../../examinees/verdict.js";
import type { Writer } from "../../examinees/examinee.js";
import { toShown, type Control, type Shown } from "../controls.js";
import { joinScores, scoreExample } from "../scoreExample.js";
import { abstentionFigures } from "./abstention.js";
import type { JudgedExample, Outcome, Output, ScoreTable } from "./output.js";

/**
 * One clip and a question with the answer yes or no, `[[yes, no]]`. Those who take questions are asked; of others a
 * statement that says yes and one that says no are scored.
 */
export const yesNoOutput: Output = {
  async answer(example, options) {
    const { writer } = options.examinee;
    if (!example.question || !writer?.takesQuestions) return { scores: await scoreExample(example, options) };
    const asked: [Control, ScoreTable][] = [];
    for (const [control, [ofClip]] of Object.entries(toShown(example, options)) as [Control, readonly Shown[]][])
      asked.push([control, [await ask(example.question.text, ofClip as Shown, writer)]]);
    return { scores: Object.fromEntries(asked) };
  },
  judge: (answered, control) =>
    answered.map(({ example, answers }) => {
      const table = answers.scores?.[control];
      return table && judgeVerdict(leadOf(table), example.right[0] === 0);
    }),
  chanceOf: () => ({ acc: 1 / 2, roc_area: 1 / 2 }),
  confidenceOf: (table) => {
    const lead = leadOf(table);
    return Number.isNaN(lead) ? undefined : Math.abs(lead);
  },
  together: (judged) => (chosen) => togetherOf(chosen.map((n) => judged[n] as JudgedExample)),
  lowerIsBetter: ["risk_coverage_area"],
  neitherIsBetter: ["yes_ratio"],
};

const maxAnswerTokens = 12;

async function ask(text: string, { sequences, join }: Shown, writer: Writer): Promise<(number | null)[]> {
  const prompt = `${text} Answer with yes or no.`;
  const odds: number[] = [];
  for (const sequence of sequences)
    odds.push(readVerdict(await writer.write(sequence, { prompt, maxTokens: maxAnswerTokens, until: verdictPattern })));
  return [odds, odds.map((value) => -value)].map((values) => joinScores(values, join));
}

/** POPE's figures; the share of pairs of a true and a false one in which the true one is nearer to yes; abstention. */
function togetherOf(judged: readonly JudgedExample[]): Outcome {
  const outcomes = judged.map(({ right, outcome }) => ({ isPresent: right[0] === 0, saidYes: saysYes(outcome) }));
  const { precision, recall, f1 } = yesNoFigures(outcomes);
  const scored = judged.map(({ right, outcome, confidence = 0 }) => ({
    score: saysYes(outcome) ? confidence : -confidence,
    isPositive: right[0] === 0,
  }));
  return { precision, recall, f1, roc_area: rocArea(scored), ...abstentionFigures(judged, "acc") };
}

const saysYes = ({ yes_ratio: yes }: Outcome): boolean => yes === 1;

/** By how much yes leads; `NaN` for no answer. */
function leadOf([[yes = null, no = null] = []]: ScoreTable): number {
  return yes === null || no === null ? Number.NaN : yes - no;
}

/** A tie and no answer are half right, and said no, as POPE counts every other answer than yes. */
function judgeVerdict(lead: number, isYes: boolean): Outcome {
  const acc = lead === 0 || Number.isNaN(lead) ? 1 / 2 : Number(lead > 0 === isYes);
  return { acc, yes_ratio: Number(lead > 0) };
}
