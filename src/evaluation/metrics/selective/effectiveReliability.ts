import { sumOf } from "../../statistics/summary.js";
import type { JudgedAnswer } from "./calibration.js";

/** What answering from a confidence on is worth where wrong answers cost. */
export interface EffectiveReliability {
  /**
   * Mean over all questions, in [-cost, 1]: correctness where answered and not wholly wrong, -cost where wrong, 0 else.
   */
  readonly reliability: number;
  /** Share of the questions that are answered. */
  readonly coverage: number;
  /** Share of the answers that are wrong; 0 without any. */
  readonly risk: number;
}

/** A wholly wrong answer costs `cost`; one that some people gave too earns its share. */
const worthOf = ({ correctness }: JudgedAnswer, cost: number): number => (correctness === 0 ? -cost : correctness);

/**
 * Effective reliability Φ of answering at `leastConfidence` or more (Whitehead et al. 2022,
 * https://arxiv.org/abs/2204.13631). With `-Infinity` everything is answered.
 */
export function effectiveReliability(
  answers: readonly JudgedAnswer[],
  { cost, leastConfidence }: { readonly cost: number; readonly leastConfidence: number },
): EffectiveReliability {
  const given = answers.filter(({ confidence }) => confidence >= leastConfidence);
  return toReliability(given, answers.length, cost);
}

/** The same for one who knows which answers are wholly wrong and gives all others: nothing can do better. */
export function bestEffectiveReliability(answers: readonly JudgedAnswer[]): EffectiveReliability {
  const given = answers.filter(({ correctness }) => correctness > 0);
  return toReliability(given, answers.length, 0);
}

/**
 * The confidence from which on answering is worth most on these answers, which must be others than those judged by it;
 * the lowest of several. NaN without answers.
 */
export function bestThreshold(answers: readonly JudgedAnswer[], cost: number): number {
  const sorted = answers.toSorted((a, b) => b.confidence - a.confidence);
  let [worth, best, threshold] = [0, Number.NEGATIVE_INFINITY, Number.NaN];
  for (const answer of sorted) {
    worth += worthOf(answer, cost);
    if (worth >= best) [best, threshold] = [worth, answer.confidence];
  }
  return threshold;
}

function toReliability(given: readonly JudgedAnswer[], count: number, cost: number): EffectiveReliability {
  return {
    reliability: sumOf(given.map((answer) => worthOf(answer, cost))) / count,
    coverage: given.length / count,
    risk: sumOf(given.map(({ correctness }) => 1 - correctness)) / Math.max(1, given.length),
  };
}
