/**
 * Scores that differ by less are equal: the same frames added up in another order differ in their last digits, which must
 * not pass for knowing their order.
 */
const sameScore = 1e-6;

/** Makes scores equal that differ by next to nothing. */
export function levelTies(scores: readonly number[]): number[] {
  const levels: number[] = [];
  for (const score of scores.toSorted((a, b) => a - b))
    if (!(score - (levels.at(-1) ?? -Infinity) <= sameScore)) levels.push(score);
  return scores.map((score) => levels.findLast((level) => level <= score) ?? score);
}
