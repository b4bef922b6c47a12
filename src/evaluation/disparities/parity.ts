import type { ClassAnswer } from "../classification/confusion.js";
import { toFigure } from "../figure.js";
import {
  demographicParity,
  equalisedOdds,
  rateDifferences,
  type GroupedOutcome,
  type GroupRate,
  type RateGap,
} from "../metrics/fairness/groupRates.js";
import { gapInterval } from "./gapInterval.js";
import { labelPermutationTest } from "../statistics/labelPermutation.js";
import { meanOf } from "../statistics/summary.js";
import type { TestedFigure } from "./findings.js";
import { leastOfGroup, type GroupedThings } from "./groupings.js";

/** The class of a thing, and the one that it was given. */
export interface ClassifiedThing extends ClassAnswer {
  readonly thing: string;
}

/** So many classes are looked at, the commonest first. */
const maxClasses = 20;
/** Each draw looks at all things once for each class. */
const rounds = 300;

/**
 * How differently groups are given each class, as a mean over the classes that occur often enough: the gap of the share that is given
 * it (demographic parity), and the greater gap of hits and false alarms (equalised odds). Groups of which different things are
 * true have no parity even by a model that is always right; odds compare only things of which the same is true.
 *
 * Empty where no class occurs often enough. There are at least two groups.
 */
export function toParityFigures(
  { items }: GroupedThings<ClassifiedThing>,
  about: { readonly name: (of: "parity" | "odds") => string; readonly of: string },
): TestedFigure[] {
  const classes = commonClasses(items);
  if (classes.length === 0) return [];
  const groups = items.map(({ group }) => group);
  const outcomesOf = (name: string, labels: readonly string[]): GroupedOutcome[] =>
    items.map(({ thing, right, given }, n) => ({
      group: labels[n] as string,
      cluster: thing,
      isPositive: right === name,
      saidPositive: given === name,
    }));
  const toFigureOf = (
    of: "parity" | "odds",
    what: string,
    gapOf: (outcomes: readonly GroupedOutcome[]) => RateGap,
    rates: readonly GroupRate[],
    strata?: readonly string[],
  ): TestedFigure => {
    const meanGap = (labels: readonly string[]) =>
      meanOf(classes.map((name) => gapOf(outcomesOf(name, labels)).difference));
    const { value, chance, p } = labelPermutationTest(groups, meanGap, { rounds, strata });
    const ofEach = classes.map((name) => outcomesOf(name, groups));
    const ofClasses = classes.map((name, n) => {
      const outcomes = ofEach[n] as GroupedOutcome[];
      const differences = Object.fromEntries(rates.map((rate) => [rate, rateDifferences(outcomes, rate)]));
      return { name, difference: gapOf(outcomes).difference, differences };
    });
    return {
      p,
      figure: toFigure({
        name: about.name(of),
        what,
        value,
        interval: gapInterval(ofEach, rates, p),
        chance,
        count: items.length,
        detail: { classes: ofClasses },
      }),
    };
  };
  return [
    toFigureOf(
      "parity",
      `gap between groups by ${about.of} of the share that is given a class, mean over classes`,
      demographicParity,
      ["selectionRate"],
    ),
    toFigureOf(
      "odds",
      `greater gap between groups by ${about.of} of hits and of false alarms for a class, mean over classes`,
      equalisedOdds,
      ["truePositiveRate", "falsePositiveRate"],
      items.map(({ right }) => right),
    ),
  ];
}

function commonClasses(items: readonly ClassAnswer[]): string[] {
  const counts = new Map<string, number>();
  for (const { right } of items) counts.set(right, (counts.get(right) ?? 0) + 1);
  return [...counts]
    .filter(([, count]) => count >= leastOfGroup)
    .sort(([a, countOfA], [b, countOfB]) => countOfB - countOfA || (a < b ? -1 : 1))
    .slice(0, maxClasses)
    .map(([name]) => name);
}
