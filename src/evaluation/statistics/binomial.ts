import { logGamma } from "./beta.js";

/** P(X = k) of `count` tries with probability `p` in [0, 1] each. */
export function binomialProbability(k: number, count: number, p: number): number {
  if (p <= 0) return Number(k === 0);
  if (p >= 1) return Number(k === count);
  const ways = logGamma(count + 1) - logGamma(k + 1) - logGamma(count - k + 1);
  return Math.exp(ways + k * Math.log(p) + (count - k) * Math.log1p(-p));
}

/** P(X >= hits): how likely chance, being right with probability `chance` each time, does as well. One-sided, exact. */
export function binomialTest(hits: number, count: number, chance: number): number {
  let p = 0;
  // From the smallest terms on, so that none is lost.
  for (let k = count; k >= hits; k -= 1) p += binomialProbability(k, count, chance);
  return Math.min(1, p);
}
