import { topKAccuracy } from "../../metrics/classification/topK.js";
import { readChoice } from "../../metrics/questions/choice.js";
import { turnOptions } from "../../metrics/questions/circular.js";
import type { Sequence } from "../../clips/sequence.js";
import type { Writer } from "../../examinees/examinee.js";
import { toShown, type Control, type Shown } from "../controls.js";
import type { AskedQuestion } from "../example.js";
import { joinScores, scoreExample } from "../scoreExample.js";
import { abstentionFigures } from "./abstention.js";
import type { JudgedExample, Outcome, Output, ScoreTable } from "./output.js";
import { levelTies } from "./ties.js";

/**
 * One clip and several options, of which one is right. Those who take questions are asked, with a letter for each option;
 * what is shown whole once for each turn of the options: `[turn][option]`. Of others the options are scored: one row.
 */
export const chooseOutput: Output = {
  async answer(example, options) {
    const { writer } = options.examinee;
    const { question } = example;
    if (!question || !writer?.takesQuestions) return { scores: await scoreExample(example, options) };
    const shown = Object.entries(toShown(example, options)) as [Control, readonly Shown[]][];
    const asked: [Control, ScoreTable][] = [];
    for (const [control, [ofClip]] of shown)
      asked.push([control, await askTurns(question, ofClip as Shown, writer, control === "full")]);
    return { scores: Object.fromEntries(asked) };
  },
  judge: (answered, control) =>
    answered.map(({ example, answers }) => {
      const table = answers.scores?.[control];
      return table && judgeChoice(table, example.right[0] as number);
    }),
  chanceOf: ({ options: { length } }) => ({
    acc: 1 / length,
    ...(length > shownPlaces ? { top5_acc: shownPlaces / length } : {}),
  }),
  confidenceOf,
  together: (judged) => (chosen) =>
    abstentionFigures(
      chosen.map((n) => judged[n] as JudgedExample),
      "acc",
    ),
  lowerIsBetter: ["risk_coverage_area"],
};

/** Asks once for each turn of the answers, or for the first alone; a row has the scores in the order of the question. */
async function askTurns(question: AskedQuestion, { sequences, join }: Shown, writer: Writer, takesAll: boolean) {
  const turns = turnOptions(question.answers, 0).slice(0, takesAll ? undefined : 1);
  const table: (number | null)[][] = [];
  for (const [by, { options }] of turns.entries()) {
    const rows: number[][] = [];
    for (const sequence of sequences) rows.push(await askOnce(question.text, options, sequence, writer));
    const turned = options.map((_, n) =>
      joinScores(
        rows.map((row) => row[n] as number),
        join,
      ),
    );
    table.push(turned.map((_, n) => turned[(n - by + turned.length) % turned.length] as number | null));
  }
  return table;
}

/** A letter and what it may be followed by. */
const maxAnswerTokens = 12;
const letterOf = (n: number): string => String.fromCharCode("A".charCodeAt(0) + n);

/** How probable the chosen option was, and 0 for others; `NaN` for all where none was. */
async function askOnce(text: string, options: readonly string[], sequence: Sequence, writer: Writer) {
  const lettered = options.map((option, n) => `${letterOf(n)}. ${option}`).join("\n");
  const prompt = `${text}\n${lettered}\nAnswer with the letter of the right option.`;
  const until = new RegExp(`^\\W*[A-${letterOf(options.length - 1)}]\\b`);
  const said = await writer.write(sequence, { prompt, maxTokens: maxAnswerTokens, until });
  const chosen = readChoice(said.text, options);
  return options.map((_, n) => (chosen === undefined ? Number.NaN : n === chosen ? (said.probability ?? 1) : 0));
}

/**
 * Whether the option is right that the first row has highest, where equal ones share the credit and no answer is worth a
 * guess (`acc`); whether it is the only highest in every row (`circular_acc`, MMBench); and of more than five options
 * whether it is among the five highest (`top5_acc`).
 */
function judgeChoice(table: ScoreTable, right: number): Outcome {
  const credits = table.map((row) => creditOf(row, right));
  const [acc = 0] = credits;
  const [row = []] = table;
  return {
    acc,
    ...(table.length > 1 ? { circular_acc: Number(credits.every((credit) => credit === 1)) } : {}),
    ...(row.length > shownPlaces ? { top5_acc: topFiveOf(row, right) } : {}),
  };
}

/** Of how many of the likeliest options the right one may be one, where there are more. */
const shownPlaces = 5;

function topFiveOf(row: readonly (number | null)[], right: number): number {
  if (row.some((score) => score === null)) return shownPlaces / row.length;
  return topKAccuracy([row as readonly number[]], [right], shownPlaces);
}

function creditOf(scores: readonly (number | null)[], right: number): number {
  if (scores.some((score) => score === null)) return 1 / scores.length;
  const given = levelTies(scores as readonly number[]);
  const best = Math.max(...given);
  return given[right] === best ? 1 / given.filter((score) => score === best).length : 0;
}

/** By how much the best option leads. */
function confidenceOf([row = []]: ScoreTable): number | undefined {
  const [best, next] = row.toSorted((a, b) => (b ?? 0) - (a ?? 0));
  return typeof best === "number" && typeof next === "number" ? best - next : undefined;
}
