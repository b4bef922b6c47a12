import type { Interval } from "../statistics/interval.js";
import { figureOf, intervalOf, keyOfFigure, type ResultsDocument } from "../results/document.js";

/** A value with its noise, as results have it. */
export interface Reported {
  readonly value: number;
  readonly interval?: Interval | undefined;
}

/** What results say of one task. */
export interface ReportedTask {
  readonly name: string;
  readonly what: string;
  readonly area: string;
  readonly outputType: string;
  /** The figure that it is told by. */
  readonly headline: string;
  /** All its figures, in the order in which it measures them. */
  readonly figures: readonly string[];
  /** Those of them that are better the lower they are. */
  readonly lowerIsBetter: readonly string[];
  /** Those that tell something and are better neither way. */
  readonly neitherIsBetter: readonly string[];
  readonly examples: number;
  /** Examples that do not depend on each other and would tell as much. */
  readonly effective: number;
  /** What was scored under controls has these; what measures an index has not. */
  readonly temporalGain?: Reported | undefined;
  readonly reversedFall?: Reported | undefined;
  readonly testsTime?: string | undefined;
  readonly warnings: readonly string[];
}

/** The tasks that ran, in their order. */
export function toReportedTasks(document: ResultsDocument): ReportedTask[] {
  return Object.entries(document.results).map(([name, entries]) => {
    const isHigherBetter = document.higher_is_better[name] ?? {};
    const { what, area, output_type: outputType, headline } = document.configs[name] ?? {};
    const { original = 0, effective = 0 } = document["n-samples"][name] ?? {};
    const figures = toFigureNames(entries);
    return {
      name,
      what: toText(what) || name,
      area: toText(area),
      outputType: toText(outputType),
      headline: toText(headline),
      figures,
      lowerIsBetter: Object.keys(isHigherBetter).filter((figure) => !isHigherBetter[figure]),
      neitherIsBetter: figures.filter((figure) => isHigherBetter[figure] === undefined),
      examples: original,
      effective,
      temporalGain: toReported(entries, "temporal_gain"),
      reversedFall: toReported(entries, "reversed_fall"),
      testsTime: typeof entries["tests_time"] === "string" ? entries["tests_time"] : undefined,
      warnings: Array.isArray(entries["warnings"]) ? entries["warnings"].map(String) : [],
    };
  });
}

const toText = (value: unknown): string => (typeof value === "string" ? value : "");

/** Beside a figure stand numbers that belong to it, and of clips how often the model gave no answer. */
const besides = /(?:_(?:stderr|interval|count|chance)|^parse_fail_rate),none$/;

function toFigureNames(entries: Readonly<Record<string, unknown>>): string[] {
  const keys = Object.keys(entries).filter((key) => key.endsWith(",none") && !besides.test(key));
  return keys.map((key) => key.slice(0, -",none".length));
}

function toReported(entries: Readonly<Record<string, unknown>>, name: string): Reported | undefined {
  const [value, interval] = [entries[name], entries[`${name}_interval`]];
  if (typeof value !== "number") return undefined;
  return { value, interval: Array.isArray(interval) ? (interval as unknown as Interval) : undefined };
}

/** A figure of a task with its noise; undefined where the run has none of that name. */
export function reportedFigure(document: ResultsDocument, task: string, figure: string): Reported | undefined {
  const value = figureOf(document, task, figure);
  return value === undefined ? undefined : { value, interval: intervalOf(document, task, figure) };
}

/** What guessing gives of a figure. */
export function chanceOf({ baselines }: ResultsDocument, task: string, figure: string): number | undefined {
  return baselines[task]?.["chance"]?.[figure];
}

/** Another number that belongs to a figure, as its standard error. */
export function besideFigure(
  document: ResultsDocument,
  task: string,
  figure: string,
  what: string,
): number | undefined {
  const value = document.results[task]?.[keyOfFigure(`${figure}_${what}`)];
  return typeof value === "number" ? value : undefined;
}

/** What a figure is held to. */
export function targetOf({ figures }: ResultsDocument, task: string, figure: string) {
  const { target, met } = (figures[task]?.[figure] ?? {}) as { target?: Record<string, number>; met?: boolean };
  if (!target || met === undefined) return undefined;
  const [kind, value] = Object.entries(target)[0] as [string, number];
  return { words: kind === "atMost" ? "at most" : "at least", value, isMet: met };
}

/** What a figure of an index measures, in a sentence. */
export function wordsOf({ figures }: ResultsDocument, task: string, figure: string): string | undefined {
  const what = figures[task]?.[figure]?.["what"];
  return typeof what === "string" ? what : undefined;
}
