import type { GroupedOutcome, GroupRate } from "../metrics/fairness/groupRates.js";
import type { Interval } from "../statistics/interval.js";
import type { ResamplingOptions } from "../statistics/resampling.js";
import { studentQuantile } from "../statistics/student.js";
import { meanOf, varianceOf } from "../statistics/summary.js";
import { drawThings, toRateNoise, type RateNoise } from "./rateNoise.js";

/** What an interval of 95 % leaves out at one end. */
export const leastTail = 0.025;

/**
 * 95 % interval of a mean over classes of the largest gap of rates between groups, by a bootstrap over things within each
 * group. Undefined for fewer than two groups, and for a group of one thing.
 *
 * The largest gap seen is on average larger than the largest gap there is, the more so the closer the groups are. The size
 * of this bias is estimated: the noise of resamples is added to rates that are drawn together until they vary as much as
 * the true ones do (James & Stein 1961), and the largest gap with noise is compared with that without. The lower end takes
 * off all of the bias. The upper end takes off half of it: the estimate itself is noisy, and with all of it upper ends were
 * too low on simulated data. The width is that of the differences between the groups that are furthest apart, with Student's
 * quantile. The value is never left out. No gap is below 0: where chance alone gives as much (`p`), the interval begins at 0.
 *
 * `src/evaluation/README.md` says how often it holds the gap of simulated classifications.
 *
 * @param ofClasses outcomes of the same things for each class, in the same order
 */
export function gapInterval(
  ofClasses: readonly (readonly GroupedOutcome[])[],
  rates: readonly GroupRate[],
  p: number,
  { rounds = 500, seed = 1 }: ResamplingOptions = {},
): Interval | undefined {
  const members = membersOf(ofClasses[0] ?? []);
  const smallest = Math.min(...members.map(({ length }) => length));
  if (members.length < 2 || smallest < 2) return undefined;
  const inflation = smallest / (smallest - 1); // the variance of resamples is too small by this
  const draws = drawThings(members, rounds, seed);
  const gaps = ofClasses.flatMap((outcomes) => {
    const ofRates = rates.flatMap((rate) => toRateNoise(outcomes, rate, members, draws) ?? []);
    return ofRates.length > 0 ? [toGap(ofRates, inflation)] : [];
  });
  if (gaps.length === 0) return undefined;
  const value = meanOf(gaps.map((gap) => gap.value));
  const bias = meanOf(gaps.map((gap) => gap.bias));
  const noise = draws.map((_, round) => meanOf(gaps.map((gap) => gap.noise[round] as number)));
  const freedom = members.flat().length - members.length;
  const half = studentQuantile(1 - leastTail, freedom) * Math.sqrt(varianceOf(noise) * inflation);
  return [p < leastTail ? Math.max(0, value - bias - half) : 0, Math.min(1, Math.max(value, value - bias / 2 + half))];
}

/** Numbers of the things of each group. */
function membersOf(outcomes: readonly GroupedOutcome[]): number[][] {
  const members = new Map<string, number[]>();
  for (const [n, { group }] of outcomes.entries()) members.set(group, [...(members.get(group) ?? []), n]);
  return [...members.values()];
}

/** The largest gap of one class. */
interface Gap {
  readonly value: number;
  /** How much larger than the largest gap there is it is on average. */
  readonly bias: number;
  /** Of the difference between the two groups that are furthest apart, `[round]`. */
  readonly noise: readonly number[];
}

function toGap(ofRates: readonly RateNoise[], inflation: number): Gap {
  const widest = ofRates.reduce((best, one) => (spanOf(one.rates) > spanOf(best.rates) ? one : best));
  const most = widest.rates.indexOf(Math.max(...widest.rates));
  const least = widest.rates.indexOf(Math.min(...widest.rates));
  const centres = ofRates.map((one) => drawTogether(one, inflation));
  const withNoise = widest.noise.map((_, round) =>
    Math.max(
      ...ofRates.map(({ noise }, n) =>
        spanOf((centres[n] as readonly number[]).map((rate, group) => rate + (noise[round]?.[group] ?? 0))),
      ),
    ),
  );
  return {
    value: spanOf(widest.rates),
    bias: meanOf(withNoise) - Math.max(...centres.map(spanOf)),
    noise: widest.noise.map((noise) => (noise[most] as number) - (noise[least] as number)),
  };
}

/** Rates nearer to their mean, so that they vary as much as rates without noise would. */
function drawTogether({ rates, noise }: RateNoise, inflation: number): number[] {
  const mean = meanOf(rates);
  const variance = rates.length > 1 ? varianceOf(rates) : 0;
  const ofNoise = inflation * meanOf(rates.map((_, group) => varianceOf(noise.map((drawn) => drawn[group] as number))));
  const kept = variance > ofNoise ? Math.sqrt(1 - ofNoise / variance) : 0;
  return rates.map((rate) => mean + kept * (rate - mean));
}

const spanOf = (rates: readonly number[]): number => Math.max(...rates) - Math.min(...rates);
