import type { Declared } from "../declaration.js";
import { bootstrapInterval } from "../statistics/bootstrap.js";
import { clusteredShareInterval, clusteredStandardError, effectiveCount, toClusters } from "../statistics/clusters.js";
import type { Interval } from "../statistics/interval.js";
import { meanOf } from "../statistics/summary.js";
import { controls, type Control } from "./controls.js";
import type { Outcome } from "./outputs/output.js";
import { outputs } from "./outputs/outputs.js";
import type { Sample } from "./sample.js";

/** A figure with its noise. */
export interface Estimate {
  readonly value: number;
  /** Over clusters; missing with fewer than two. */
  readonly standardError?: number | undefined;
  readonly interval?: Interval | undefined;
}

/** What all examples of a task say. */
export interface TaskSummary {
  /** Figures of what was shown whole. */
  readonly figures: Readonly<Record<string, Estimate>>;
  /** What guessing gives, by figure, where that is known. */
  readonly chance: Outcome;
  /** The same figures under every other control. */
  readonly baselines: Readonly<Partial<Record<Control, Readonly<Record<string, number>>>>>;
  /** The headline of what was shown whole, less that of the best single frame, of the same examples; undefined of pictures. */
  readonly temporalGain: Estimate | undefined;
  /** The same, less that of what was shown backwards. */
  readonly reversedFall: Estimate | undefined;
  /** Whether it is a test of time: `undecided` of pictures, and where nothing above chance is there that could fall. */
  readonly testsTime: "yes" | "no" | "undecided";
  /** What the controls give away, in sentences. */
  readonly warnings: readonly string[];
  readonly count: number;
  readonly clusterCount: number;
  /** Examples that do not depend on each other and would tell as much. */
  readonly effectiveCount: number;
  /** Share of scores that the model did not give. */
  readonly unansweredShare: number;
}

/** Sums up the samples of a task; there is at least one. */
export function summarise(declared: Declared, samples: readonly Sample[]): TaskSummary {
  const { headline } = declared;
  const clusters = toClusters(samples, ({ cluster }) => cluster);
  const shown = controls.filter((control) => control !== "full" && samples.some(({ values }) => values[control]));
  const figures = figuresOf(declared, samples, "full");
  const chance = chanceOf(declared, samples);
  const temporalGain = compare(clusters, headline, "single_frame_best");
  const reversedFall = compare(clusters, headline, "reversed");
  const guess = chance[headline] || undefined; // a single accident is above a chance of nothing
  const isAboveChance =
    guess === undefined
      ? isAbove(compare(clusters, headline, "wrong_video"), 0) // what another video gives stands for a guess
      : isAbove(figures[headline], guess);
  return {
    figures,
    chance,
    baselines: Object.fromEntries(shown.map((control) => [control, valuesUnder(declared, samples, control)])),
    temporalGain,
    reversedFall,
    testsTime: isAbove(reversedFall, 0) ? "yes" : isAboveChance && reversedFall ? "no" : "undecided",
    warnings: [
      ...(isAboveChance && temporalGain && !isAbove(temporalGain, 0)
        ? ["a single frame does as well as all of them"]
        : []),
      ...shown.flatMap((control) => {
        const told = givenAway[control];
        if (told === undefined || guess === undefined) return [];
        return isAbove(toEstimate(valuesOf(clusters, control, headline)), guess) ? [told] : [];
      }),
    ],
    count: samples.length,
    clusterCount: clusters.length,
    effectiveCount: Math.min(samples.length, effectiveCount(valuesOf(clusters, "full", headline))),
    unansweredShare: unansweredShareOf(samples),
  };
}

/** Figures with their noise: means over examples, and those of all together. */
function figuresOf(
  declared: Declared,
  samples: readonly Sample[],
  control: Control,
): Readonly<Record<string, Estimate>> {
  const clusters = toClusters(samples, ({ cluster }) => cluster);
  const means = namesOf(samples, control).map((name) => [name, toEstimate(valuesOf(clusters, control, name))] as const);
  const together = togetherOf(declared, samples, control);
  const numbers = toClusters([...samples.keys()], (n) => (samples[n] as Sample).cluster);
  const ofClusters = numbers.map(together);
  const ofAll = Object.entries(together(numbers.flat())).map(([name, value]): [string, Estimate] => {
    const bounds = ofClusters.every((outcome) => isShare(outcome[name] ?? Number.NaN)) ? shares : undefined;
    const interval = bootstrapInterval(numbers, (sample) => together(sample.flat())[name] ?? Number.NaN, { bounds });
    return [name, { value, interval }];
  });
  return Object.fromEntries([...means, ...ofAll].filter(([, { value }]) => Number.isFinite(value)));
}

/** The same without noise. */
function valuesUnder(declared: Declared, samples: readonly Sample[], control: Control): Outcome {
  const means = namesOf(samples, control).map((name) => {
    return [name, meanOf(samples.flatMap(({ values }) => values[control]?.[name] ?? []))] as const;
  });
  const ofAll = Object.entries(togetherOf(declared, samples, control)([...samples.keys()]));
  return Object.fromEntries([...means, ...ofAll].filter(([, value]) => Number.isFinite(value)));
}

function togetherOf(
  { outputType }: Declared,
  samples: readonly Sample[],
  control: Control,
): (chosen: readonly number[]) => Outcome {
  const { together, confidenceOf } = outputs[outputType];
  if (!together) return () => ({});
  return together(
    samples.map(({ right = [], values, scores, written, references }) => {
      const table = scores?.[control];
      return {
        right,
        outcome: values[control] ?? {},
        confidence: table && confidenceOf?.(table),
        written: written?.[control],
        references,
      };
    }),
  );
}

/** What guessing gives: as the task declares it, else as its examples have it. */
function chanceOf({ chance }: Declared, samples: readonly Sample[]): Outcome {
  const names = [...new Set(samples.flatMap((sample) => Object.keys(sample.chance ?? {})))];
  const means = names.map((name) => [name, meanOf(samples.flatMap((sample) => sample.chance?.[name] ?? []))] as const);
  return { ...Object.fromEntries(means), ...chance };
}

const namesOf = (samples: readonly Sample[], control: Control): string[] => [
  ...new Set(samples.flatMap(({ values }) => Object.keys(values[control] ?? {}))),
];

/** A figure of each example that has it, by cluster. */
function valuesOf(clusters: readonly (readonly Sample[])[], control: Control, figure: string): number[][] {
  return clusters
    .map((cluster) => cluster.flatMap(({ values }) => values[control]?.[figure] ?? []))
    .filter(({ length }) => length > 0);
}

/** What it means that a control which should be at chance is above it. */
const givenAway: Partial<Record<Control, string>> = {
  text_only: "the sentences alone tell which is right",
  wrong_video: "another video does as well: something else than what is seen tells which is right",
  seam_only: "the pictures around the seams tell it",
};

function toEstimate(clusters: readonly (readonly number[])[]): Estimate {
  const value = meanOf(clusters.flat());
  if (clusters.length < 2) return { value };
  if (!clusters.flat().every(isShare)) return toDifference(clusters);
  return { value, standardError: clusteredStandardError(clusters), interval: clusteredShareInterval(clusters) };
}

const shares: Interval = [0, 1];
/** What has no value is none that is no share. */
const isShare = (value: number): boolean => !(value < 0 || value > 1);

/** The whole less a control, example by example; undefined where no example has the control. */
function compare(clusters: readonly (readonly Sample[])[], figure: string, control: Control): Estimate | undefined {
  const pairs = clusters
    .map((cluster) =>
      cluster.flatMap(({ values: { full, [control]: under } }) => {
        const [whole, other] = [full?.[figure], under?.[figure]];
        return whole === undefined || other === undefined ? [] : [[whole, other] as const];
      }),
    )
    .filter(({ length }) => length > 0);
  if (pairs.length === 0) return undefined;
  const differences = pairs.map((cluster) => cluster.map(([whole, other]) => whole - other));
  return toDifference(differences, pairs.flat(2).every(isShare) ? [-1, 1] : undefined);
}

/** The mean of numbers that are no shares, as differences are, with its interval over clusters; `bounds` are of any of them. */
export function toDifference(clusters: readonly (readonly number[])[], bounds?: Interval): Estimate {
  const value = meanOf(clusters.flat());
  if (clusters.length < 2) return { value };
  const interval = bootstrapInterval(clusters, (sample) => meanOf(sample.flat()), { bounds });
  return { value, standardError: clusteredStandardError(clusters), interval };
}

/** Whether an estimate is above a value by more than its noise. */
const isAbove = (estimate: Estimate | undefined, value: number): boolean =>
  estimate?.interval !== undefined && estimate.interval[0] > value;

function unansweredShareOf(samples: readonly Sample[]): number {
  const scores = samples.flatMap((sample) => sample.scores?.full?.flat() ?? []);
  return scores.length > 0 ? scores.filter((score) => score === null).length / scores.length : 0;
}
