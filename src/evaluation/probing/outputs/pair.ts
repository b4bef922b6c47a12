import { rocArea } from "../../metrics/classification/binaryRanking.js";
import type { ScoreMeasure } from "../../examinees/examinee.js";
import { judgeGroup, type PairScores } from "../../metrics/pairs/winoground.js";
import { scoreExample } from "../scoreExample.js";
import type { JudgedExample, Outcome, Output, ScoreTable } from "./output.js";
import { levelTies } from "./ties.js";

const measures = [
  "clip_score",
  "vqa_score",
  "match_probability",
  "meteor",
] as const satisfies readonly ScoreMeasure["name"][];
const ofOther = (name: string): string => `${name}_of_other`;

/** Two sentences and the two clips that they are true of, or the one clip that the first is true of: `[clip][sentence]`. */
export const pairOutput: Output = {
  answer: async (example, options) => ({ scores: await scoreExample(example, options) }),
  judge: (answered, control) =>
    answered.map(({ example: { measure }, answers }) => {
      const table = answers.scores?.[control];
      return table && (table.length > 1 ? judgeTwo(table) : { ...judgeOne(table), ...fitsOf(table, measure) });
    }),
  chanceOf: ({ clips, measure }) =>
    clips.length > 1
      ? { pairwise_acc: 1 / 2, text_acc: 1 / 4, video_acc: 1 / 4, group_acc: 1 / 6 }
      : { pairwise_acc: 1 / 2, strict_acc: 1 / 2, ...(measure ? { roc_area: 1 / 2 } : {}) },
  together: (judged) => (chosen) => areaOf(chosen.map((n) => (judged[n] as JudgedExample).outcome)),
  neitherIsBetter: measures,
  lowerIsBetter: measures.map(ofOther),
};

const shareOf = (right = Number.NaN, wrong = Number.NaN): number => (right > wrong ? 1 : right < wrong ? 0 : 1 / 2);
const toLevels = (table: ScoreTable): number[] => levelTies(table.flat().map((score) => score ?? Number.NaN));

/**
 * Two clips and two sentences, each true of one clip: whether each clip is given its sentence (`text_acc`), each sentence
 * its clip (`video_acc`), both (`group_acc`); and the share of clips that are given their sentence, where a tie, or no
 * answer, is half right (`pairwise_acc`).
 */
function judgeTwo(table: ScoreTable): Outcome {
  const [ofFirst, otherOfFirst, otherOfSecond, ofSecond] = toLevels(table);
  const group = [
    [ofFirst, otherOfFirst],
    [otherOfSecond, ofSecond],
  ] as unknown as PairScores;
  const outcome = judgeGroup(group);
  return {
    pairwise_acc: (shareOf(ofFirst, otherOfFirst) + shareOf(ofSecond, otherOfSecond)) / 2,
    text_acc: Number(outcome.text),
    video_acc: Number(outcome.video),
    group_acc: Number(outcome.group),
  };
}

/** One clip, a sentence that is true of it and one that is not; with `strict_acc`, as SugarCrepe has it, a tie is wrong. */
function judgeOne(table: ScoreTable): Outcome {
  const [right, wrong] = toLevels(table);
  const share = shareOf(right, wrong);
  return { pairwise_acc: share, strict_acc: Number(share === 1) };
}

/** How well the right sentence fits, and the other; nothing where the model gave no answer. */
function fitsOf([[right = null, wrong = null] = []]: ScoreTable, measure: ScoreMeasure | undefined): Outcome {
  if (!measure || right === null || wrong === null) return {};
  return { [measure.name]: measure.of(right), [ofOther(measure.name)]: measure.of(wrong) };
}

/** Whether one bound for all tells sentences that fit from others: the area under the ROC curve. */
function areaOf(outcomes: readonly Outcome[]): Outcome {
  const scored = outcomes.flatMap((outcome) =>
    measures.flatMap((name) => {
      const [own, other] = [outcome[name], outcome[ofOther(name)]];
      if (own === undefined || other === undefined) return [];
      return [
        { score: own, isPositive: true },
        { score: other, isPositive: false },
      ];
    }),
  );
  return scored.length > 0 ? { roc_area: rocArea(scored) } : {};
}
