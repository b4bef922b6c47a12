/** What share each group should have of every list: the same, or the one it has of all candidates. */
export type DesiredShares = "equal" | "as-present";

/**
 * MaxSkew@k: ln of how many times more often than desired the most favoured group stands among the first `k`, at least
 * 0 (Geyik et al. 2019, https://arxiv.org/abs/1905.01989).
 *
 * `ranked` holds the group of every candidate, best first. A group that is not among the first counts as one of them.
 */
export function maxSkewAtK(ranked: readonly string[], k: number, desired: DesiredShares): number {
  const shares = desiredShares(ranked, desired);
  const first = ranked.slice(0, k);
  const skews = [...shares].map(([group, share]) => {
    const count = first.filter((other) => other === group).length;
    return Math.log(Math.max(1, count) / k / share);
  });
  return Math.max(0, ...skews);
}

/**
 * Normalised discounted KL divergence of every prefix of the first `k` from the desired shares: 0 where all prefixes
 * are as desired; later ones count less (Geyik et al. 2019).
 */
export function rankingDivergence(ranked: readonly string[], k: number, desired: DesiredShares): number {
  const shares = desiredShares(ranked, desired);
  const counts = new Map<string, number>();
  let [divergence, weights] = [0, 0];
  for (const [place, group] of ranked.slice(0, k).entries()) {
    counts.set(group, (counts.get(group) ?? 0) + 1);
    let ofPrefix = 0;
    for (const [other, count] of counts) {
      const share = count / (place + 1);
      ofPrefix += share * Math.log(share / (shares.get(other) as number));
    }
    const weight = 1 / Math.log2(place + 2);
    divergence += weight * ofPrefix;
    weights += weight;
  }
  return divergence / weights;
}

function desiredShares(ranked: readonly string[], desired: DesiredShares): Map<string, number> {
  const groups = [...new Set(ranked)];
  return new Map(
    groups.map((group) => {
      const count = ranked.filter((other) => other === group).length;
      return [group, desired === "equal" ? 1 / groups.length : count / ranked.length];
    }),
  );
}
