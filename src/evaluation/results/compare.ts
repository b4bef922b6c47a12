import { KinodexError } from "../../core/errors.js";
import { toDifference } from "../probing/summarise.js";
import type { Sample } from "../probing/sample.js";
import { holmAdjust } from "../statistics/holm.js";
import type { Interval } from "../statistics/interval.js";
import { mcNemarTest } from "../statistics/mcnemar.js";
import { pairedPermutationTest } from "../statistics/permutation.js";
import { sumOf } from "../statistics/summary.js";
import { figureOf, type ResultsDocument } from "./document.js";
import { pairSamples } from "./pairSamples.js";

/** A results file and the samples beside it. */
export interface ComparedRun {
  readonly document: ResultsDocument;
  readonly samples: readonly Sample[];
}

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
  readonly interval?: Interval | undefined;
  /** Two-sided p of the paired permutation test over clusters. */
  readonly p?: number | undefined;
  /** Mid-p of McNemar's test, where each example is right or wrong; takes examples for independent. */
  readonly mcNemar?: number | undefined;
  /** `p`, adjusted for the number of tasks. */
  readonly adjusted?: number | undefined;
}

/**
 * Compares the headlines of two runs on the same data, example by example.
 *
 * @throws {KinodexError} `usage` for runs on other data, and for two that have no task in common
 */
export function compareRuns(before: ComparedRun, after: ComparedRun): ComparedTask[] {
  requireSameData(before.document, after.document);
  const tasks = Object.keys(after.document.results).filter((task) => before.document.results[task]);
  if (tasks.length === 0) throw new KinodexError("usage", "the two results have no task in common");
  const compared = tasks.flatMap((task) => compareTask(task, before, after) ?? []);
  const tested = compared.filter(({ p }) => p !== undefined);
  const adjusted = holmAdjust(tested.map(({ p }) => p as number));
  return compared.map((one) => (one.p === undefined ? one : { ...one, adjusted: adjusted[tested.indexOf(one)] }));
}

/**
 * Makes sure that figures of two runs may be compared.
 *
 * @throws {KinodexError} `usage`
 */
export function requireSameData(before: ResultsDocument, after: ResultsDocument): void {
  if (before.data.sha256 === after.data.sha256) return;
  const names = `${before.data.name} and ${after.data.name}`;
  throw new KinodexError(
    "usage",
    `the two results are about different data (${names}): run "kinodex evaluate run" on the same clips or dataset`,
  );
}

function compareTask(task: string, before: ComparedRun, after: ComparedRun): ComparedTask | undefined {
  const figure = String(after.document.configs[task]?.["headline"]);
  const [one, other] = [figureOf(before.document, task, figure), figureOf(after.document, task, figure)];
  if (one === undefined || other === undefined) return undefined;
  const isHigherBetter = after.document.higher_is_better[task]?.[figure] ?? true;
  const told = { task, figure, before: one, after: other, difference: other - one, isHigherBetter };
  const pairs = pairSamples(before.samples, after.samples, task, figure);
  if (pairs.length < 2) return told;
  const differences = pairs.map((cluster) => cluster.map((pair) => pair.after - pair.before));
  const all = pairs.flat();
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
