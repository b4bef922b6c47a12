import { meanOf } from "../../statistics/summary.js";
import type { CaptionExample, CaptionScores } from "./example.js";

/** Recall weighs so much more than precision. */
const beta = 1.2;

/**
 * ROUGE-L: F of the longest common subsequence, the best precision and recall of all references (Lin 2004), as in
 * coco-caption.
 */
export function rougeL(examples: readonly CaptionExample[]): CaptionScores {
  const each = examples.map(({ candidate, references }) => {
    const common = references.map((words) => longestCommon(candidate, words));
    const precision = Math.max(...common.map((length) => length / candidate.length));
    const recall = Math.max(...common.map((length, n) => length / (references[n] as readonly string[]).length));
    if (!(precision > 0 && recall > 0)) return 0;
    return ((1 + beta ** 2) * precision * recall) / (recall + beta ** 2 * precision);
  });
  return { corpus: meanOf(each), each };
}

/** Length of the longest list of words that both have in the same order. */
function longestCommon(a: readonly string[], b: readonly string[]): number {
  let previous = Array.from<number>({ length: b.length + 1 }).fill(0);
  for (const word of a) {
    const current = [0];
    for (const [n, other] of b.entries())
      current.push(
        word === other ? (previous[n] as number) + 1 : Math.max(previous[n + 1] as number, current[n] as number),
      );
    previous = current;
  }
  return previous.at(-1) as number;
}
