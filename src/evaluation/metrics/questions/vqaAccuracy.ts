import { meanOf } from "../../statistics/summary.js";
import { normaliseVqaAnswer } from "./vqaNormalisation.js";

/**
 * How right an answer is by what people answered, usually ten: 1 where three others or more say the same, thirds below;
 * the mean over leaving out each of them in turn (Antol et al. 2015, https://arxiv.org/abs/1505.00468).
 *
 * As in the reference, answers are normalised only where people differ: where all say "yes", "Yes" is wrong. Pass
 * normalised answers to avoid that. NaN where nobody answered.
 */
export function vqaAccuracy(answer: string, humanAnswers: readonly string[]): number {
  const [said, human] = [tidy(answer), humanAnswers.map(tidy)];
  const differ = new Set(human).size > 1;
  const given = differ ? normaliseVqaAnswer(said) : said;
  const same = human.map((one) => (differ ? normaliseVqaAnswer(one) : one) === given);
  const agreeing = same.filter(Boolean).length;
  return meanOf(same.map((isSame) => Math.min(1, (agreeing - Number(isSame)) / 3)));
}

const tidy = (answer: string): string => answer.replaceAll(/[\n\t]/g, " ").trim();
