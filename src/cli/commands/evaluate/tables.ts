import type { EvaluationPlan } from "../../../app/evaluate/planEvaluation.js";
import type { ComparedTask, GatedFigure } from "../../../app/evaluate/results.js";
import type { ResultsDocument } from "../../../app/kinodex.js";
import { toTable, type Column } from "../../table.js";

const right = (title: string): Column => ({ title, align: "right" });
const optional = (title: string): Column => ({ title, align: "right", optional: true });
const toNumber = (value: unknown): string => (typeof value === "number" ? String(Number(value.toPrecision(3))) : "");
const toInterval = (value: unknown): string => (Array.isArray(value) ? value.map(toNumber).join(" – ") : "");

/** Figures for people: first headlines with what they rest on, then those that all examples give together. */
export function resultsTable(document: ResultsDocument, width: number): string {
  const { results, skipped, not_examined: notExamined } = document;
  const isMade = (task: string) => results[task]?.["tests_time"] !== undefined;
  const made = Object.keys(results).filter(isMade);
  const measured = Object.keys(results).flatMap((task) =>
    (isMade(task) ? furtherFigures(document, task) : figuresOf(document, task)).map((figure) => ({ task, figure })),
  );
  const omitted = notExamined.filter(({ task }) => task !== undefined).length;
  return [
    ...(made.length > 0 ? [madeTable(document, made, width), ""] : []),
    ...made.flatMap((task) =>
      ((results[task]?.["warnings"] ?? []) as readonly string[]).map((warning) => `${task}: ${warning}`),
    ),
    ...(measured.length > 0 ? [figureTable(document, measured, width), ""] : []),
    ...Object.entries(skipped).map(([task, why]) => `${task} did not run: ${why}`),
    ...(omitted > 0 ? [`${omitted} examples were left out; "not_examined" of the results says why`] : []),
  ]
    .join("\n")
    .trimEnd();
}

function madeTable(
  { results, configs, "n-samples": counts }: ResultsDocument,
  tasks: readonly string[],
  width: number,
) {
  const columns = [
    { title: "task" },
    right("value"),
    right("95 % interval"),
    right("chance"),
    right("temporal gain"),
    optional("95 % interval"),
    { title: "tests time" },
    optional("examples"),
  ];
  const rows = tasks.map((task) => {
    const [entries, headline] = [results[task] ?? {}, String(configs[task]?.["headline"])];
    return [
      task,
      toNumber(entries[`${headline},none`]),
      toInterval(entries[`${headline}_interval,none`]),
      toNumber(entries["chance"]),
      toNumber(entries["temporal_gain"]),
      toInterval(entries["temporal_gain_interval"]),
      String(entries["tests_time"]),
      String(counts[task]?.original ?? ""),
    ];
  });
  return toTable(columns, rows, width);
}

const figuresOf = ({ higher_is_better: directions }: ResultsDocument, task: string): string[] =>
  Object.keys(directions[task] ?? {});

/** Of a task that also measures all its examples together, as a classification does: that, and what guessing is known of. */
function furtherFigures(document: ResultsDocument, task: string): string[] {
  const [measured, chance] = [document.figures[task], document.baselines[task]?.["chance"] ?? {}];
  const isTold = (figure: string) => figure in (measured ?? {}) || figure in chance;
  const further = figuresOf(document, task).filter((figure) => figure !== document.configs[task]?.["headline"]);
  return measured ? further.filter(isTold) : [];
}

interface NamedFigure {
  readonly task: string;
  readonly figure: string;
}

function figureTable(document: ResultsDocument, figures: readonly NamedFigure[], width: number): string {
  const columns = [
    { title: "task" },
    { title: "figure" },
    right("value"),
    right("95 % interval"),
    right("chance"),
    right("target"),
    { title: "" },
    right("of"),
  ];
  const rows = figures.map(({ task, figure }) => {
    const entries = document.results[task] ?? {};
    const { target, met } = (document.figures[task]?.[figure] ?? {}) as { target?: object; met?: boolean };
    return [
      task,
      figure,
      toNumber(entries[`${figure},none`]),
      toInterval(entries[`${figure}_interval,none`]),
      toNumber(document.baselines[task]?.["chance"]?.[figure]),
      toTarget(target),
      met === undefined ? "" : met ? "met" : "MISSED",
      toNumber(entries[`${figure}_count,none`] ?? document["n-samples"][task]?.original),
    ];
  });
  const isTold = columns.map((_, n) => rows.some((row) => row[n] !== ""));
  const toTold = <Item>(items: readonly Item[]) => items.filter((_, n) => isTold[n]);
  return toTable(toTold(columns), rows.map(toTold), width);
}

function toTarget(target: object | undefined): string {
  if (!target) return "";
  return "atMost" in target ? `≤ ${toNumber(target.atMost)}` : `≥ ${toNumber((target as { atLeast: number }).atLeast)}`;
}

/** What a run will do. */
export function planTable({ model, data, clips, media, tasks, seconds }: EvaluationPlan, width: number): string {
  const columns = [
    { title: "task" },
    right("examples"),
    right("clusters"),
    right("detectable difference"),
    { title: "measures", below: true },
  ];
  const rows = tasks.map(({ task, skipped, examples, clusters, detectable, what }) => [
    task,
    toNumber(examples),
    toNumber(clusters),
    detectable === null ? "none" : toNumber(detectable),
    skipped === undefined ? what : `does not run: ${skipped}`,
  ]);
  const time = seconds === null ? "" : `; about ${seconds < 90 ? `${seconds} s` : `${Math.round(seconds / 60)} min`}`;
  const files = [
    ...(clips > 0 || media === 0 ? [`${clips} clips`] : []),
    ...(media > 0 ? [`${media} labelled files`] : []),
  ];
  const table = `${model} on ${data}: ${files.join(", ")}${time}\n\n${toTable(columns, rows, width)}`;
  const tooSmall = tasks.filter(({ detectable }) => detectable === null).map(({ task }) => task);
  return tooSmall.length === 0
    ? table
    : `${table}\n\nThe run is too small to detect any difference by ${tooSmall.join(", ")}: give more videos.`;
}

/** Two runs beside each other. */
export function comparedTable(tasks: readonly ComparedTask[], width: number): string {
  const columns = [
    { title: "task" },
    { title: "figure", optional: true },
    right("before"),
    right("after"),
    right("difference"),
    right("95 % interval"),
    right("p"),
    right("p for all tasks"),
    right("examples"),
  ];
  const rows = tasks.map((task) => [
    task.task,
    task.figure,
    toNumber(task.before),
    toNumber(task.after),
    toNumber(task.difference),
    toInterval(task.interval),
    toNumber(task.p),
    toNumber(task.adjusted),
    toNumber(task.examples),
  ]);
  return toTable(columns, rows, width);
}

/** Whether a figure keeps a run from passing. */
export const isFailed = ({ verdict }: GatedFigure): boolean => ["fell", "missing", "other task"].includes(verdict);

/** Figures that fell first. */
export function gatedTable(figures: readonly GatedFigure[], width: number): string {
  const columns = [
    { title: "task" },
    { title: "figure" },
    right("baseline"),
    right("now"),
    right("noise"),
    { title: "" },
  ];
  const rows = figures
    .toSorted((a, b) => Number(isFailed(b)) - Number(isFailed(a)))
    .map(({ task, figure, baseline, value, noise, verdict }) => [
      task,
      figure,
      toNumber(baseline),
      toNumber(value),
      toNumber(noise),
      verdict,
    ]);
  return toTable(columns, rows, width);
}
