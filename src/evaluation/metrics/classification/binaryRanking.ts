/** An example with what the model gives it, and whether it is of the sought kind. */
export interface ScoredExample {
  readonly score: number;
  readonly isPositive: boolean;
}

/**
 * Average precision: the mean, over the positives, of the share of positives among what scores as high. Equal scores
 * come together, as in scikit-learn. NaN without positives.
 */
export function averagePrecision(examples: readonly ScoredExample[]): number {
  const positives = examples.filter(({ isPositive }) => isPositive).length;
  let [area, found] = [0, 0];
  for (const { above, positiveCount } of toTies(examples)) {
    found += positiveCount;
    area += (positiveCount / positives) * (found / above);
  }
  return positives > 0 ? area : Number.NaN;
}

/** Probability that a positive scores higher than a negative, ties counting half; NaN without one of either. */
export function rocArea(examples: readonly ScoredExample[]): number {
  const positives = examples.filter(({ isPositive }) => isPositive).length;
  const negatives = examples.length - positives;
  let [area, negativesAbove] = [0, 0];
  for (const { count, positiveCount } of toTies(examples)) {
    const tied = count - positiveCount;
    area += positiveCount * (negatives - negativesAbove - tied / 2);
    negativesAbove += tied;
  }
  return area / (positives * negatives);
}

/** Examples of one score. */
interface Tie {
  readonly count: number;
  readonly positiveCount: number;
  /** Examples of this score and higher. */
  readonly above: number;
}

/** Ties, highest score first. */
function toTies(examples: readonly ScoredExample[]): Tie[] {
  const sorted = examples.toSorted((a, b) => b.score - a.score);
  const ties: Tie[] = [];
  for (let start = 0, end = 0; start < sorted.length; start = end) {
    while (end < sorted.length && sorted[end]?.score === sorted[start]?.score) end += 1;
    const positiveCount = sorted.slice(start, end).filter(({ isPositive }) => isPositive).length;
    ties.push({ count: end - start, positiveCount, above: end });
  }
  return ties;
}
