import type { Declared } from "../declaration.js";
import { bootstrapInterval } from "../statistics/bootstrap.js";
import { clusteredShareInterval, clusteredStandardError, effectiveCount, toClusters } from "../statistics/clusters.js";
import type { Interval } from "../statistics/interval.js";
import { meanOf } from "../statistics/summary.js";
import { controls, type Control } from "./controls.js";
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
  /** The same figures under every other control. */
  readonly baselines: Readonly<Partial<Record<Control, Readonly<Record<string, number>>>>>;
  /** The headline of what was shown whole, less that of the best single frame, of the same examples. */
  readonly temporalGain: Estimate;
  /** The same, less that of what was shown backwards. */
  readonly reversedFall: Estimate;
  /** Whether it is a test of time: `undecided` where nothing above chance is there that could fall. */
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
export function summarise(declared: Declared<"clips">, samples: readonly Sample[]): TaskSummary {
  const { headline } = declared;
  const chance = declared.chance[headline] ?? 0;
  const names = Object.keys(samples[0]?.values.full ?? {});
  const clusters = toClusters(samples, ({ cluster }) => cluster);
  const valuesOf = (figure: string, control: Control) =>
    clusters.map((cluster) => cluster.map((sample) => valueOf(sample, control, figure)));
  const figures = Object.fromEntries(names.map((name) => [name, toEstimate(valuesOf(name, "full"))]));
  const whole = figures[headline] as Estimate;
  const temporalGain = compare(clusters, headline, "single_frame_best");
  const reversedFall = compare(clusters, headline, "reversed");
  const isAboveChance = isAbove(whole, chance);
  const shown = controls.filter((control) => control !== "full" && samples.every(({ values }) => values[control]));
  return {
    figures,
    baselines: Object.fromEntries(
      shown.map((control) => [
        control,
        Object.fromEntries(names.map((name) => [name, meanOf(valuesOf(name, control).flat())])),
      ]),
    ),
    temporalGain,
    reversedFall,
    testsTime: isAbove(reversedFall, 0) ? "yes" : isAboveChance ? "no" : "undecided",
    warnings: [
      ...(isAboveChance && !isAbove(temporalGain, 0) ? ["a single frame does as well as all of them"] : []),
      ...shown.flatMap((control) => {
        const told = givenAway[control];
        return told !== undefined && isAbove(toEstimate(valuesOf(headline, control)), chance) ? [told] : [];
      }),
    ],
    count: samples.length,
    clusterCount: clusters.length,
    effectiveCount: Math.min(samples.length, effectiveCount(valuesOf(headline, "full"))),
    unansweredShare: unansweredShareOf(samples),
  };
}

/** What it means that a control which should be at chance is above it. */
const givenAway: Partial<Record<Control, string>> = {
  text_only: "the sentences alone tell which is right",
  wrong_video: "another video does as well: something else than what is seen tells which is right",
  seam_only: "the pictures around the seams tell it",
};

function valueOf({ values }: Sample, control: Control, figure: string): number {
  return values[control]?.[figure] ?? Number.NaN;
}

function toEstimate(clusters: readonly (readonly number[])[]): Estimate {
  const value = meanOf(clusters.flat());
  if (clusters.length < 2) return { value };
  return { value, standardError: clusteredStandardError(clusters), interval: clusteredShareInterval(clusters) };
}

/** The whole less a control, example by example. */
function compare(clusters: readonly (readonly Sample[])[], figure: string, control: Control): Estimate {
  const differences = clusters.map((cluster) =>
    cluster.map((sample) => valueOf(sample, "full", figure) - valueOf(sample, control, figure)),
  );
  return toDifference(differences);
}

/** The mean of differences, which come in clusters, with its interval. */
export function toDifference(clusters: readonly (readonly number[])[]): Estimate {
  const value = meanOf(clusters.flat());
  if (clusters.length < 2) return { value };
  const interval = bootstrapInterval(clusters, (sample) => meanOf(sample.flat()));
  return { value, standardError: clusteredStandardError(clusters), interval };
}

/** Whether an estimate is above a value by more than its noise. */
const isAbove = ({ interval }: Estimate, value: number): boolean => interval !== undefined && interval[0] > value;

function unansweredShareOf(samples: readonly Sample[]): number {
  const scores = samples.flatMap((sample) => sample.scores?.full?.flat() ?? []);
  return scores.length > 0 ? scores.filter((score) => score === null).length / scores.length : 0;
}
