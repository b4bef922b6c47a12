/** How much of an unrelated query's words the index's own segments hold by chance. */
export interface WordBackground {
  /** Best coverage of each unrelated query, ascending; see {@link coverWords}. */
  readonly bestCoverages: readonly number[];
  /** Segments that the index held when this was measured. */
  readonly segmentCount: number;
}

/**
 * Probability that the segments of this index hold a smaller share of an unrelated query's words than `coverage`.
 *
 * By rank among the unrelated queries (Davison & Hinkley 1997, section 4.2.3), so it never
 * reaches 1. What of them the index does speak of counts as chance too: that errs to the side of saying less.
 */
export function coverageConfidence(coverage: number, { bestCoverages }: WordBackground): number {
  const reached = bestCoverages.filter((chance) => chance >= coverage - 1e-9).length;
  return 1 - (1 + reached) / (1 + bestCoverages.length);
}
