import { judgeGroup, type PairScores } from "../../metrics/pairs/winoground.js";
import { scoreExample } from "../scoreExample.js";
import type { Outcome, Output, ScoreTable } from "./output.js";
import { levelTies } from "./ties.js";

/** Two sentences and the two clips that they are true of, or the one clip that the first is true of: `[clip][sentence]`. */
export const pairOutput: Output = {
  answer: async (example, options) => ({ scores: await scoreExample(example, options) }),
  judge: (answered, control) =>
    answered.map(({ answers }) => {
      const table = answers.scores?.[control];
      return table && (table.length > 1 ? judgeTwo(table) : judgeOne(table));
    }),
  chanceOf: ({ clips }) =>
    clips.length > 1
      ? { pairwise_acc: 1 / 2, text_acc: 1 / 4, video_acc: 1 / 4, group_acc: 1 / 6 }
      : { pairwise_acc: 1 / 2, strict_acc: 1 / 2 },
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
