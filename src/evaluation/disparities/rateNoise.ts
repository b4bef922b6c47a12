import { createRandom } from "../../core/random.js";
import { outcomeOf, type GroupedOutcome, type GroupRate } from "../metrics/fairness/groupRates.js";
import { meanOf } from "../statistics/summary.js";

/** A rate of the groups that have a case for it, and how it varies in resamples. */
export interface RateNoise {
  /** `[group]`. */
  readonly rates: readonly number[];
  /** What is added to the rates, 0 on average, `[round][group]`. */
  readonly noise: readonly (readonly number[])[];
}

/**
 * Each group is resampled as if it had so many things more, drawn from all groups: else a rate of 0 or 1 would have no noise
 * (Agresti & Caffo 2000 add as many to a group, one right and one wrong).
 */
const addedThings = 2;

/** Numbers of the things of each resample, `[round][group][n]`; `members` has those of each group. */
export function drawThings(members: readonly (readonly number[])[], rounds: number, seed: number): number[][][] {
  const random = createRandom(seed);
  const all = members.flat();
  return Array.from({ length: rounds }, () =>
    members.map((own) =>
      own.map(() => {
        const from = random() * (own.length + addedThings) < addedThings ? all : own;
        return from[Math.floor(random() * from.length)] as number;
      }),
    ),
  );
}

/** The noise of one rate of a class; undefined where no group has a case for it. */
export function toRateNoise(
  outcomes: readonly GroupedOutcome[],
  rate: GroupRate,
  members: readonly (readonly number[])[],
  draws: readonly (readonly (readonly number[])[])[],
): RateNoise | undefined {
  const values = outcomes.map((outcome) => outcomeOf(rate, outcome));
  const rateAmong = (things: readonly number[]): number => {
    let [sum, count] = [0, 0];
    for (const n of things) {
      const value = values[n];
      if (value === undefined) continue;
      sum += value;
      count += 1;
    }
    return sum / count;
  };
  const measured = [...members.keys()].filter((group) => !Number.isNaN(rateAmong(members[group] ?? [])));
  if (measured.length === 0) return undefined;
  const drawn = draws.map((groups) => measured.map((group) => rateAmong(groups[group] ?? [])));
  const means = measured.map((_, n) => meanOf(drawn.map((rates) => rates[n] as number).filter(Number.isFinite)));
  return {
    rates: measured.map((group) => rateAmong(members[group] ?? [])),
    // a resample without a case says nothing
    noise: drawn.map((rates) => rates.map((one, n) => (Number.isNaN(one) ? 0 : one - (means[n] as number)))),
  };
}
