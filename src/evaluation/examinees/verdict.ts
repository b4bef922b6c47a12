import type { WrittenText } from "./examinee.js";

/** Where a text that says yes or no has said it. */
export const verdictPattern = /^\W*(?:yes|no)\b/i;

/** Where a model does not tell how sure it is. */
const sureLogOdds = 5;

/** The log odds of "yes"; `NaN` for an answer that is neither. */
export function readVerdict({ text, probability }: WrittenText): number {
  const [said] = verdictPattern.exec(text) ?? [];
  if (said === undefined) return Number.NaN;
  return /yes/i.test(said) ? toLogOdds(probability) : -toLogOdds(probability);
}

/** How sure a model was of what it said, which is at least as probable as its opposite. */
function toLogOdds(probability: number | undefined): number {
  if (probability === undefined) return sureLogOdds;
  const certain = 1 - 1e-9;
  const bounded = Math.min(certain, probability);
  return Math.max(0, Math.log(bounded / (1 - bounded)));
}

/** Log odds as a probability. */
export const toProbability = (logOdds: number): number => 1 / (1 + Math.exp(-logOdds));
