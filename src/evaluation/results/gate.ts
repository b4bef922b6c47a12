import { toDifference } from "../probing/summarise.js";
import { KinodexError } from "../../core/errors.js";
import { figureOf, intervalOf, type ResultsDocument } from "./document.js";
import { pairSamples } from "./pairSamples.js";
import { faultOfTask, requireSameData, toDifferentChoice, type ComparedRun } from "./sameSamples.js";

/** A figure of a run beside that of its baseline. */
export interface GatedFigure {
  readonly task: string;
  readonly figure: string;
  readonly baseline: number;
  /** Missing where it was not measured again. */
  readonly value?: number | undefined;
  /** How much worse it may be by chance alone; missing where that is not known. */
  readonly noise?: number | undefined;
  readonly verdict: "held" | "fell" | "missing" | "other task" | "noise not known";
}

/** Times are those of a machine, and no figures of a model. */
const isTime = (figure: string): boolean => /-(ms|seconds)$/.test(figure);

/**
 * Holds every figure of a baseline against a run on the same data. One fell where it is worse by more than its noise: of the
 * same examples, where both have samples of all, by the interval of their differences; else by both intervals together. A
 * figure of a task of another version says nothing of the baseline.
 *
 * @throws {KinodexError} `usage` for runs on other data, and for those that chose other examples of it
 */
export function gateRun(run: ComparedRun, baseline: ComparedRun): GatedFigure[] {
  requireSameData(baseline.document, run.document);
  const [other] = toDifferentChoice(baseline.document, run.document);
  if (other !== undefined) throw new KinodexError("usage", `the results cannot be held against the baseline: ${other}`);
  return Object.entries(baseline.document.higher_is_better).flatMap(([task, figures]) =>
    Object.entries(figures)
      .filter(([figure]) => !isTime(figure))
      .flatMap(([figure, isHigherBetter]) => gateFigure(task, figure, isHigherBetter ? 1 : -1, run, baseline) ?? []),
  );
}

function gateFigure(
  task: string,
  figure: string,
  sign: number,
  run: ComparedRun,
  baseline: ComparedRun,
): GatedFigure | undefined {
  const [before, value] = [figureOf(baseline.document, task, figure), figureOf(run.document, task, figure)];
  if (before === undefined) return undefined;
  if (value === undefined) return { task, figure, baseline: before, verdict: "missing" };
  const told = { task, figure, baseline: before, value };
  if (faultOfTask(task, baseline.document, run.document) !== undefined) return { ...told, verdict: "other task" };
  const gain = sign * (value - before);
  if (gain >= 0) return { ...told, verdict: "held" };
  const noise =
    pairedNoise(task, figure, run, baseline) ?? unpairedNoise(task, figure, run.document, baseline.document);
  if (noise === undefined) return { ...told, verdict: "noise not known" };
  return { ...told, noise, verdict: -gain > noise ? "fell" : "held" };
}

/** Half the interval of the differences of the same examples. */
function pairedNoise(task: string, figure: string, run: ComparedRun, baseline: ComparedRun): number | undefined {
  const { clusters, unpairedCount } = pairSamples(baseline, run, task, figure);
  if (unpairedCount > 0) return undefined;
  const { interval } = toDifference(clusters.map((cluster) => cluster.map((pair) => pair.after - pair.before)));
  return interval && (interval[1] - interval[0]) / 2;
}

function unpairedNoise(task: string, figure: string, one: ResultsDocument, other: ResultsDocument): number | undefined {
  const intervals = [intervalOf(one, task, figure), intervalOf(other, task, figure)].filter(
    (interval) => interval !== undefined,
  );
  return intervals.length === 2 ? Math.hypot(...intervals.map(([low, high]) => (high - low) / 2)) : undefined;
}
