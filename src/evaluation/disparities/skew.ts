import { toFigure } from "../figure.js";
import { maxSkewAtK, rankingDivergence } from "../metrics/fairness/rankingSkew.js";
import { labelPermutationTest } from "../statistics/labelPermutation.js";
import { meanOf } from "../statistics/summary.js";
import type { TestedFigure } from "./findings.js";
import type { GroupedThings } from "./groupings.js";

/** A search, and the numbers of all things that were searched, best first. */
export interface QueryRanking {
  readonly query: string;
  readonly order: readonly number[];
}

/** How many of the first are looked at. */
const places = 10;
const rounds = 500;

/**
 * Whether searches that ask for no group bring some groups first, as a mean over the searches: MaxSkew@k, and the normalised
 * divergence of the first k places (NDKL), against the share that each group has of all things. There are at least two groups.
 */
export function toSkewFigures(
  { items }: GroupedThings<{ readonly thing: string }>,
  rankings: readonly QueryRanking[],
  about: { readonly name: (of: "skew" | "divergence") => string; readonly of: string },
): TestedFigure[] {
  const k = Math.min(places, Math.floor(items.length / 2));
  const groups = items.map(({ group }) => group);
  const measure = (of: "skew" | "divergence", what: string, metric: typeof maxSkewAtK): TestedFigure => {
    const valueOf = (order: readonly number[], labels: readonly string[]) =>
      metric(
        order.map((n) => labels[n] as string),
        k,
        "as-present",
      );
    const meanValue = (labels: readonly string[]) => meanOf(rankings.map(({ order }) => valueOf(order, labels)));
    const { value, chance, p } = labelPermutationTest(groups, meanValue, { rounds });
    const ofQueries = rankings.map(({ query, order }) => ({
      query,
      value: valueOf(order, groups),
      first: countOf(order.slice(0, k).map((n) => groups[n] as string)),
    }));
    const detail = { places: k, present: countOf(groups), queries: ofQueries };
    return { p, figure: toFigure({ name: about.name(of), what, value, chance, count: rankings.length, detail }) };
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

function countOf(groups: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const group of groups.toSorted()) counts[group] = (counts[group] ?? 0) + 1;
  return counts;
}
