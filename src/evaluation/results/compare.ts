import { KinodexError } from "../../core/errors.js";
import { toDifference } from "../probing/summarise.js";
import { holmAdjust } from "../statistics/holm.js";
import type { Interval } from "../statistics/interval.js";
import { mcNemarTest } from "../statistics/mcnemar.js";
import { pairedPermutationTest } from "../statistics/permutation.js";
import { meanOf, sumOf } from "../statistics/summary.js";
import { figureOf } from "./document.js";
import { pairSamples } from "./pairSamples.js";
import { faultOfTask, requireSameData, toDifferences, type ComparedRun } from "./sameSamples.js";

/** The headline of a task in two runs. */
export interface ComparedTask {
  readonly task: string;
  readonly figure: string;
  readonly before: number;
  readonly after: number;
  readonly difference: number;
  readonly isHigherBetter: boolean;
  /** What follows is missing where the runs have no samples of it in common. */
  readonly examples?: number | undefined;
  /** Examples that only one of the runs has, or asks in another way; missing where there are none. */
  readonly unpaired?: number | undefined;
  readonly interval?: Interval | undefined;
  /** Two-sided p of the paired permutation test over clusters. */
  readonly p?: number | undefined;
  /** Mid-p of McNemar's test, where each example is right or wrong; takes examples for independent. */
  readonly mcNemar?: number | undefined;
  /** `p`, adjusted for the number of tasks. */
  readonly adjusted?: number | undefined;
}

/** Two runs beside each other. */
export interface Comparison {
  readonly tasks: readonly ComparedTask[];
  /** What differs between the runs besides the model, in sentences. */
  readonly warnings: readonly string[];
}

/**
 * Compares the headlines of two runs on the same data, example by example. Where not all examples are in both, it compares
 * those that are, and warns; so it does of tasks that cannot be compared.
 *
 * @throws {KinodexError} `usage` for runs on other data, and for two that have no task in common
 */
export function compareRuns(before: ComparedRun, after: ComparedRun): Comparison {
  requireSameData(before.document, after.document);
  const names = Object.keys(after.document.results).filter((task) => before.document.results[task]);
  if (names.length === 0) throw new KinodexError("usage", "the two results have no task in common");
  const warnings = toDifferences(before.document, after.document);
  const compared = names.flatMap((task) => {
    const one = faultOfTask(task, before.document, after.document) ?? compareTask(task, before, after);
    if (typeof one === "string") warnings.push(one);
    else if (one?.unpaired)
      warnings.push(`${task}: ${one.examples} examples are in both results, and only those are compared`);
    return typeof one === "string" || one === undefined ? [] : [one];
  });
  const tested = compared.filter(({ p }) => p !== undefined);
  const adjusted = holmAdjust(tested.map(({ p }) => p as number));
  const tasks = compared.map((one) =>
    one.p === undefined ? one : { ...one, adjusted: adjusted[tested.indexOf(one)] },
  );
  return { tasks, warnings };
}

/** A task of both runs, or why it cannot be compared; undefined where one has not its headline. */
function compareTask(task: string, before: ComparedRun, after: ComparedRun): ComparedTask | string | undefined {
  const figure = String(after.document.configs[task]?.["headline"]);
  const [one, other] = [figureOf(before.document, task, figure), figureOf(after.document, task, figure)];
  if (one === undefined || other === undefined) return undefined;
  const isHigherBetter = after.document.higher_is_better[task]?.[figure] ?? true;
  const { clusters, unpairedCount } = pairSamples(before, after, task, figure);
  const all = clusters.flat();
  if (all.length === 0 && unpairedCount > 0 && areBothThere(task, before, after))
    return `${task}: the two results have no example of it in common, so it is not compared`;
  const [valueBefore, valueAfter] =
    unpairedCount > 0 && all.length > 0
      ? [meanOf(all.map((pair) => pair.before)), meanOf(all.map((pair) => pair.after))]
      : [one, other];
  const told = {
    task,
    figure,
    before: valueBefore,
    after: valueAfter,
    difference: valueAfter - valueBefore,
    isHigherBetter,
    ...(all.length > 0 && unpairedCount > 0 ? { examples: all.length, unpaired: unpairedCount } : {}),
  };
  if (clusters.length < 2) return told;
  const differences = clusters.map((cluster) => cluster.map((pair) => pair.after - pair.before));
  const isBinary = all.every((pair) => [pair.before, pair.after].every((value) => value === 0 || value === 1));
  const counts = [all.filter((pair) => pair.before > pair.after), all.filter((pair) => pair.after > pair.before)];
  return {
    ...told,
    examples: all.length,
    interval: toDifference(differences).interval,
    p: pairedPermutationTest(differences.map(sumOf)),
    ...(isBinary ? { mcNemar: mcNemarTest(counts[0]?.length ?? 0, counts[1]?.length ?? 0).midP } : {}),
  };
}

const areBothThere = (task: string, ...runs: readonly ComparedRun[]): boolean =>
  runs.every(({ samples }) => samples.some((sample) => sample.task === task));
