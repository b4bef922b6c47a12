import { toClusters } from "../../statistics/clusters.js";
import type { Interval } from "../../statistics/interval.js";
import { meanOf } from "../../statistics/summary.js";

/** A yes or no about somebody or something of a group that the user's labels name. */
export interface GroupedOutcome {
  readonly group: string;
  readonly isPositive: boolean;
  readonly saidPositive: boolean;
}

/** Rates within one group; NaN where there is nothing to count. */
export interface GroupRates {
  readonly count: number;
  readonly accuracy: number;
  /** Share that is said to be positive. */
  readonly selectionRate: number;
  /** Share of positives that is said to be positive. */
  readonly truePositiveRate: number;
  /** Share of negatives that is said to be positive. */
  readonly falsePositiveRate: number;
}

/** How far a rate differs between groups. */
export interface RateGap {
  /** Largest less smallest, in [0, 1]. */
  readonly difference: number;
  /** Smallest over largest, in [0, 1]. */
  readonly ratio: number;
  /** The same for each group against all: largest distance, and smallest ratio of the lesser to the greater. */
  readonly differenceToAll: number;
  readonly ratioToAll: number;
}

/** Rates of all examples. */
export function ratesOf(outcomes: readonly GroupedOutcome[]): GroupRates {
  const selection = (own: readonly GroupedOutcome[]) => meanOf(own.map(({ saidPositive }) => Number(saidPositive)));
  return {
    count: outcomes.length,
    accuracy: meanOf(outcomes.map(({ isPositive, saidPositive }) => Number(isPositive === saidPositive))),
    selectionRate: selection(outcomes),
    truePositiveRate: selection(outcomes.filter(({ isPositive }) => isPositive)),
    falsePositiveRate: selection(outcomes.filter(({ isPositive }) => !isPositive)),
  };
}

/** Rates of each group, in the order of their first example. */
export function ratesByGroup(outcomes: readonly GroupedOutcome[]): Map<string, GroupRates> {
  const groups = toClusters(outcomes, ({ group }) => group);
  return new Map(groups.map((own) => [own[0]?.group as string, ratesOf(own)]));
}

/** Gap of the share said to be positive: demographic parity, as in Fairlearn. */
export function demographicParity(outcomes: readonly GroupedOutcome[]): RateGap {
  return gapOf(outcomes, "selectionRate");
}

/** The worse of the gaps of true and of false positive rates: equalised odds (Hardt et al. 2016), as in Fairlearn. */
export function equalisedOdds(outcomes: readonly GroupedOutcome[]): RateGap {
  const gaps = [gapOf(outcomes, "truePositiveRate"), gapOf(outcomes, "falsePositiveRate")];
  return {
    difference: Math.max(...gaps.map(({ difference }) => difference)),
    ratio: Math.min(...gaps.map(({ ratio }) => ratio)),
    differenceToAll: Math.max(...gaps.map(({ differenceToAll }) => differenceToAll)),
    ratioToAll: Math.min(...gaps.map(({ ratioToAll }) => ratioToAll)),
  };
}

/**
 * 95 % interval of the difference of two groups' rates from the interval of each (Newcombe 1998, method 10): of
 * `wilsonInterval`, or of `clusteredShareInterval` where a video has several examples.
 */
export function rateDifferenceInterval(
  first: { readonly rate: number; readonly interval: Interval },
  second: { readonly rate: number; readonly interval: Interval },
): Interval {
  const difference = first.rate - second.rate;
  const below = Math.hypot(first.rate - first.interval[0], second.interval[1] - second.rate);
  const above = Math.hypot(first.interval[1] - first.rate, second.rate - second.interval[0]);
  return [difference - below, difference + above];
}

/** Groups without a rate are left out. */
function gapOf(outcomes: readonly GroupedOutcome[], rate: Exclude<keyof GroupRates, "count">): RateGap {
  const all = ratesOf(outcomes)[rate];
  const rates = [...ratesByGroup(outcomes).values()].map((own) => own[rate]).filter((own) => !Number.isNaN(own));
  const [least, most] = [Math.min(...rates), Math.max(...rates)];
  return {
    difference: most - least,
    ratio: least / most,
    differenceToAll: Math.max(...rates.map((own) => Math.abs(own - all))),
    ratioToAll: Math.min(...rates.map((own) => Math.min(own / all, all / own))),
  };
}
