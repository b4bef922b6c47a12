import { meanOf, medianOf, sumOf } from "../../statistics/summary.js";

/** Place of the right one when the most similar comes first, from 1; others that are as similar come before it. */
export function rankOf(similarities: ArrayLike<number>, right: number): number {
  let rank = 1;
  for (let n = 0; n < similarities.length; n += 1) {
    if (n !== right && (similarities[n] as number) >= (similarities[right] as number)) rank += 1;
  }
  return rank;
}

/** Share of ranks that are `k` or better. What was not found has rank `Infinity`. */
export function recallAt(ranks: readonly number[], k: number): number {
  return ranks.filter((rank) => rank <= k).length / ranks.length;
}

/** What ranks from 1 say of retrieval. */
export interface RetrievalFigures {
  readonly recallAt1: number;
  readonly recallAt5: number;
  readonly recallAt10: number;
  readonly medianRank: number;
  readonly meanRank: number;
  /** Mean of 1/rank. */
  readonly meanReciprocalRank: number;
}

/** The usual figures of retrieval, from the rank of each query's right one. */
export function retrievalFigures(ranks: readonly number[]): RetrievalFigures {
  return {
    recallAt1: recallAt(ranks, 1),
    recallAt5: recallAt(ranks, 5),
    recallAt10: recallAt(ranks, 10),
    medianRank: medianOf(ranks),
    meanRank: meanOf(ranks),
    meanReciprocalRank: meanOf(ranks.map((rank) => 1 / rank)),
  };
}

/**
 * Rank of the nearest of several right ones: wrong ones that are as similar come before it, other right ones do not.
 */
export function bestRankOf(similarities: ArrayLike<number>, right: ReadonlySet<number>): number {
  let best = Number.NEGATIVE_INFINITY;
  for (const n of right) best = Math.max(best, similarities[n] as number);
  let rank = 1;
  for (let n = 0; n < similarities.length; n += 1) if (!right.has(n) && (similarities[n] as number) >= best) rank += 1;
  return rank;
}

/** How many of all are right. */
export interface RightAmongAll {
  readonly right: number;
  readonly all: number;
}

/** Probability that a right one is among the first `k` of a random order. */
export function recallByGuessing({ right, all }: RightAmongAll, k: number): number {
  let missed = 1;
  for (let place = 0; place < Math.min(k, all); place += 1) missed *= Math.max(0, all - right - place) / (all - place);
  return 1 - missed;
}

/** What average precision is of a random order, in the mean; of one right one the reciprocal of its rank. */
export function precisionByGuessing({ right, all }: RightAmongAll): number {
  const others = all > 1 ? (right - 1) / (all - 1) : 0; // share of right ones among the rest
  return sumOf(Array.from({ length: all }, (_, before) => (1 + before * others) / (before + 1))) / all;
}
