import { rateDifferenceInterval } from "../metrics/fairness/groupRates.js";
import { toFigure } from "../figure.js";
import { clusteredShareInterval, effectiveCount } from "../statistics/clusters.js";
import { labelPermutationTest } from "../statistics/labelPermutation.js";
import { meanOf, sumOf } from "../statistics/summary.js";
import type { TestedFigure } from "./findings.js";
import { leastTail } from "./gapInterval.js";
import type { GroupedThings } from "./groupings.js";

/** What came of all that was asked about a video or a picture: from 0 for wrong to 1 for right. */
export interface ThingOutcomes {
  readonly thing: string;
  readonly values: readonly number[];
}

/**
 * The largest difference of a rate between groups of videos, of which there are at least two. What is asked about one video counts
 * as one where noise is concerned.
 *
 * The interval is that of the two groups furthest apart (Newcombe). Chance alone puts two of many groups apart: where it gives as
 * much, the interval begins at 0.
 */
export function toGapFigure(
  { items, groups }: GroupedThings<ThingOutcomes>,
  about: { readonly name: string; readonly what: string },
): TestedFigure {
  const sums = items.map(({ values }) => ({ sum: sumOf(values), count: values.length }));
  const ratesOf = (labels: readonly string[]): number[] => {
    const totals = new Map(groups.map((group) => [group, { sum: 0, count: 0 }]));
    for (const [n, { sum, count }] of sums.entries()) {
      const own = totals.get(labels[n] as string);
      if (!own) continue;
      own.sum += sum;
      own.count += count;
    }
    return [...totals.values()].map(({ sum, count }) => sum / count);
  };
  const largest = (labels: readonly string[]) => {
    const rates = ratesOf(labels);
    return Math.max(...rates) - Math.min(...rates);
  };
  const { value, chance, p } = labelPermutationTest(
    items.map(({ group }) => group),
    largest,
  );
  const told = groups.map((group) => toGroup(group, items));
  const pairs = told.flatMap((first, n) => told.slice(n + 1).map((second) => toPair(first, second)));
  const widest = pairs.reduce((best, pair) => (pair.difference > best.difference ? pair : best));
  return {
    p,
    figure: toFigure({
      ...about,
      value,
      count: items.length,
      interval: p < leastTail ? widest.interval : [0, widest.interval[1]],
      chance,
      detail: { groups: told, differences: pairs },
    }),
  };
}

function toGroup(group: string, items: GroupedThings<ThingOutcomes>["items"]) {
  const clusters = items.filter((item) => item.group === group).map(({ values }) => values);
  const effective = Math.min(clusters.flat().length, effectiveCount(clusters));
  return {
    group,
    rate: meanOf(clusters.flat()),
    interval: clusteredShareInterval(clusters),
    things: clusters.length,
    effective: Number(effective.toFixed(1)),
  };
}

/** The group of the higher rate first. */
function toPair(one: ReturnType<typeof toGroup>, other: ReturnType<typeof toGroup>) {
  const [higher, lower] = one.rate >= other.rate ? [one, other] : [other, one];
  return {
    groups: [higher.group, lower.group],
    difference: higher.rate - lower.rate,
    interval: rateDifferenceInterval(higher, lower),
  };
}
