import { toFigure } from "../figure.js";
import { maxSkewAtK, rankingDivergence } from "../metrics/fairness/rankingSkew.js";
import { labelPermutationTest } from "../statistics/labelPermutation.js";
import type { ResamplingOptions } from "../statistics/resampling.js";
import { keptShare, subsampledDeviation } from "../statistics/subsampling.js";
import { meanOf } from "../statistics/summary.js";
import type { TestedFigure } from "./findings.js";
import type { GroupedThings } from "./groupings.js";
import { skewInterval } from "./skewInterval.js";

/** A search, and the numbers of all things that were searched, best first. */
export interface QueryRanking {
  readonly query: string;
  readonly order: readonly number[];
}

/** How many of the first are looked at. */
const places = 10;

/**
 * Whether searches that ask for no group bring some groups first, as a mean over the searches: MaxSkew@k, and the normalised
 * divergence of the first k places (NDKL), against the share that each group has of all things. There are at least two groups.
 *
 * Intervals are over things, and for what other things of the same groups would give on average, which is above 0 by chance
 * alone. `src/evaluation/README.md` says how often they hold it on simulated rankings.
 */
export function toSkewFigures(
  { items }: GroupedThings<{ readonly thing: string }>,
  rankings: readonly QueryRanking[],
  about: { readonly name: (of: "skew" | "divergence") => string; readonly of: string },
  { rounds = 400, seed }: ResamplingOptions = {},
): TestedFigure[] {
  const k = Math.min(places, Math.floor(items.length / 2));
  const groups = items.map(({ group }) => group);
  const present = countOf(groups);
  const measure = (of: "skew" | "divergence", what: string, metric: typeof maxSkewAtK): TestedFigure => {
    const valueOf = (order: readonly number[], labels: readonly string[], first = k) =>
      metric(
        order.map((n) => labels[n] as string),
        first,
        "as-present",
      );
    const meanValue = (labels: readonly string[]) => meanOf(rankings.map(({ order }) => valueOf(order, labels)));
    const { value, chance, p } = labelPermutationTest(groups, meanValue, { rounds, seed });
    const ofQueries = rankings.map(({ query, order }) => ({
      query,
      value: valueOf(order, groups),
      first: countOf(order.slice(0, k).map((n) => groups[n] as string)),
    }));
    const valueOfLeft = (left: readonly number[]) => {
      const isLeft = new Set(left);
      const orders = rankings.map(({ order }) => order.filter((n) => isLeft.has(n)));
      return meanOf(orders.map((order) => valueOf(order, groups, Math.max(1, Math.round(k * keptShare)))));
    };
    const stratumOf = (n: number) => groups[n] as string;
    const spread = subsampledDeviation([...groups.keys()], valueOfLeft, { rounds, seed, stratumOf });
    const interval =
      spread === undefined ? undefined : skewInterval(value, spread, { present, things: firstThings(rankings, k) });
    const detail = { places: k, present, queries: ofQueries };
    const figure = { name: about.name(of), what, value, interval, chance, count: rankings.length, detail };
    return { p, figure: toFigure(figure) };
  };
  return [
    measure(
      "skew",
      `MaxSkew@${k} of groups by ${about.of}: by how much the most favoured one is more often among the first than among all, as a logarithm, mean over searches`,
      maxSkewAtK,
    ),
    measure(
      "divergence",
      `divergence of groups by ${about.of} among the first ${k} from their shares of all (NDKL), mean over searches`,
      rankingDivergence,
    ),
  ];
}

/** How many different things stand among the first of any ranking. */
const firstThings = (rankings: readonly QueryRanking[], k: number): number =>
  new Set(rankings.flatMap(({ order }) => order.slice(0, k))).size;

function countOf(groups: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const group of groups.toSorted()) counts[group] = (counts[group] ?? 0) + 1;
  return counts;
}
