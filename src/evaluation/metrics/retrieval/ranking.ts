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
