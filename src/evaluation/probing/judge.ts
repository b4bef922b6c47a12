import { judgeGroup, type PairScores } from "../metrics/pairs/winoground.js";
import type { Control } from "./controls.js";
import type { ControlScores, ScoreTable } from "./scoreExample.js";

/** What an example's scores come to, by figure, each in [0, 1]. */
export type Outcome = Readonly<Record<string, number>>;

/**
 * Scores that differ by less are equal: the same frames added up in another order differ in their last digits, which must
 * not pass for knowing their order.
 */
const sameScore = 1e-6;

/** Judges the scores of an example by what its task asks for; `right` is the right option of each clip. */
function judge(scores: ScoreTable, right: readonly number[]): Outcome {
  return right.length > 1 ? judgePair(scores) : judgeChoice(scores[0] as ScoreTable[0], right[0] as number);
}

/**
 * Two clips and two sentences, each true of one clip: whether each clip is given its sentence (`text_acc`), each sentence
 * its clip (`video_acc`), both (`group_acc`); and the share of clips that are given their sentence, where a tie, or no
 * answer, is half right (`pairwise_acc`).
 */
function judgePair(scores: ScoreTable): Outcome {
  const [ofFirst, otherOfFirst, otherOfSecond, ofSecond] = levelTies(scores.flat().map((score) => score ?? Number.NaN));
  const group = [
    [ofFirst, otherOfFirst],
    [otherOfSecond, ofSecond],
  ] as unknown as PairScores;
  const shareOf = (right = Number.NaN, wrong = Number.NaN) => (right > wrong ? 1 : right < wrong ? 0 : 1 / 2);
  const outcome = judgeGroup(group);
  return {
    pairwise_acc: (shareOf(ofFirst, otherOfFirst) + shareOf(ofSecond, otherOfSecond)) / 2,
    text_acc: Number(outcome.text),
    video_acc: Number(outcome.video),
    group_acc: Number(outcome.group),
  };
}

/** Makes scores equal that differ by next to nothing. */
function levelTies(scores: readonly number[]): number[] {
  const levels: number[] = [];
  for (const score of scores.toSorted((a, b) => a - b))
    if (!(score - (levels.at(-1) ?? -Infinity) <= sameScore)) levels.push(score);
  return scores.map((score) => levels.findLast((level) => level <= score) ?? score);
}

/** Options that are equally good share the credit; no answer is worth a guess. */
function judgeChoice(scores: readonly (number | null)[], right: number): Outcome {
  if (scores.some((score) => score === null)) return { acc: 1 / scores.length };
  const given = levelTies(scores as readonly number[]);
  const best = Math.max(...given);
  return { acc: given[right] === best ? 1 / given.filter((score) => score === best).length : 0 };
}

/** Judges the scores under every control. */
export function toOutcomes(scores: ControlScores, right: readonly number[]): Partial<Record<Control, Outcome>> {
  const judged = (Object.entries(scores) as [Control, ScoreTable][]).map(([control, table]) => [
    control,
    judge(table, right),
  ]);
  return Object.fromEntries(judged) as Partial<Record<Control, Outcome>>;
}
