import { clusteredShareInterval, toClusters } from "../../statistics/clusters.js";
import type { Interval } from "../../statistics/interval.js";
import { meanOf } from "../../statistics/summary.js";

/** A yes or no about somebody or something of a group that the user's labels name. */
export interface GroupedOutcome {
  readonly group: string;
  readonly isPositive: boolean;
  readonly saidPositive: boolean;
  /** Video that it comes from; default: one of its own. */
  readonly cluster?: string | undefined;
}

/** A rate of one group against that of another. */
export interface RateDifference {
  readonly groups: readonly [first: string, second: string];
  /** First less second. */
  readonly difference: number;
  /** 95 % interval. */
  readonly interval: Interval;
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

/** A rate by name. */
export type GroupRate = Exclude<keyof GroupRates, "count">;

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
  return {
    count: outcomes.length,
    accuracy: rateOf(outcomes, "accuracy"),
    selectionRate: rateOf(outcomes, "selectionRate"),
    truePositiveRate: rateOf(outcomes, "truePositiveRate"),
    falsePositiveRate: rateOf(outcomes, "falsePositiveRate"),
  };
}

/** One rate of all examples; NaN where there is nothing to count. */
export function rateOf(outcomes: readonly GroupedOutcome[], rate: GroupRate): number {
  return meanOf(outcomes.flatMap((outcome) => outcomeOf(rate, outcome) ?? []));
}

/** What one example adds to a rate: 1 or 0, undefined where the rate is not about it. */
export function outcomeOf(rate: GroupRate, outcome: GroupedOutcome): number | undefined {
  return caseOf[rate](outcome) ? Number(successOf(rate, outcome)) : undefined;
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

/**
 * Differences of a rate between all pairs of groups, with intervals over source videos. Pairs with a group that has no
 * case for the rate are left out; what one video says of both groups counts as two videos.
 */
export function rateDifferences(outcomes: readonly GroupedOutcome[], rate: GroupRate): RateDifference[] {
  const measured = toClusters(outcomes.filter(caseOf[rate]), ({ group }) => group).map((own) => {
    const videos = toClusters([...own.entries()], ([n, { cluster }]) => cluster ?? `${n}`);
    const values = videos.map((video) => video.map(([, outcome]) => Number(successOf(rate, outcome))));
    return { group: own[0]?.group as string, rate: meanOf(values.flat()), interval: clusteredShareInterval(values) };
  });
  return measured.flatMap((first, n) =>
    measured.slice(n + 1).map((second) => ({
      groups: [first.group, second.group] as const,
      difference: first.rate - second.rate,
      interval: rateDifferenceInterval(first, second),
    })),
  );
}

/** Outcomes that a rate is about. */
const caseOf: Readonly<Record<GroupRate, (outcome: GroupedOutcome) => boolean>> = {
  accuracy: () => true,
  selectionRate: () => true,
  truePositiveRate: ({ isPositive }) => isPositive,
  falsePositiveRate: ({ isPositive }) => !isPositive,
};

const successOf = (rate: GroupRate, { isPositive, saidPositive }: GroupedOutcome): boolean =>
  rate === "accuracy" ? isPositive === saidPositive : saidPositive;

/** Groups without a rate are left out. */
function gapOf(outcomes: readonly GroupedOutcome[], rate: GroupRate): RateGap {
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
