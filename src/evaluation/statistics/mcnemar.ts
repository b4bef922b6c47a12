import { binomialProbability } from "./binomial.js";

/** Two-sided p of McNemar's test in two forms. */
export interface McNemarTest {
  /** Never rejects too often, and for few examples too seldom. */
  readonly exact: number;
  /** Counts half of what was seen; near the nominal level also for few examples. */
  readonly midP: number;
}

/**
 * Whether two systems that answered the same examples are right equally often (McNemar 1947).
 *
 * Takes how many examples only the one, and only the other, got right; the others say nothing. For examples that do not
 * depend on each other; see `pairedPermutationTest` for clusters. Mid-p: Fagerland, Lydersen & Laake 2013.
 */
export function mcNemarTest(onlyFirst: number, onlySecond: number): McNemarTest {
  const count = onlyFirst + onlySecond;
  const fewer = Math.min(onlyFirst, onlySecond);
  if (count === 0) return { exact: 1, midP: 1 };
  let tail = 0;
  for (let k = 0; k <= fewer; k += 1) tail += binomialProbability(k, count, 1 / 2);
  const seen = binomialProbability(fewer, count, 1 / 2);
  const midP = onlyFirst === onlySecond ? 1 - seen : 2 * tail - seen;
  return { exact: Math.min(1, 2 * tail), midP };
}
