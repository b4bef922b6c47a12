import type { EvaluationPlan } from "../../../app/evaluate/planEvaluation.js";
import type { ComparedTask, GatedFigure } from "../../../app/evaluate/results.js";
import type { ResultsDocument } from "../../../app/kinodex.js";
import { toTable, type Column } from "../../table.js";

const right = (title: string): Column => ({ title, align: "right" });
const toNumber = (value: unknown): string => (typeof value === "number" ? String(Number(value.toPrecision(3))) : "");
const toInterval = (value: unknown): string => (Array.isArray(value) ? value.map(toNumber).join(" – ") : "");

/** Figures for people: first those of clips with what they rest on, then those of the index. */
export function resultsTable(document: ResultsDocument, width: number): string {
  const { results, skipped, not_examined: notExamined } = document;
  const isMade = (task: string) => results[task]?.["temporal_gain"] !== undefined;
  const [made, others] = [Object.keys(results).filter(isMade), Object.keys(results).filter((task) => !isMade(task))];
  const omitted = notExamined.filter(({ task }) => task !== undefined).length;
  return [
    ...(made.length > 0 ? [madeTable(document, made, width), ""] : []),
    ...made.flatMap((task) =>
      ((results[task]?.["warnings"] ?? []) as readonly string[]).map((warning) => `${task}: ${warning}`),
    ),
    ...(others.length > 0 ? [indexTable(document, others, width), ""] : []),
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
    right("95 % interval"),
    { title: "tests time" },
    right("examples"),
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

function indexTable(document: ResultsDocument, tasks: readonly string[], width: number): string {
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
  const rows = tasks.flatMap((task) =>
    Object.keys(document.higher_is_better[task] ?? {}).map((figure) => {
      const entries = document.results[task] ?? {};
      const { target, met } = (document.figures[task]?.[figure] ?? {}) as { target?: object; met?: boolean };
      return [
        task,
        figure,
        toNumber(entries[`${figure},none`]),
        toInterval(entries[`${figure}_interval,none`]),
        toNumber(entries[`${figure}_chance,none`]),
        toTarget(target),
        met === undefined ? "" : met ? "met" : "MISSED",
        toNumber(entries[`${figure}_count,none`]),
      ];
    }),
  );
  return toTable(columns, rows, width);
}

function toTarget(target: object | undefined): string {
  if (!target) return "";
  return "atMost" in target ? `≤ ${toNumber(target.atMost)}` : `≥ ${toNumber((target as { atLeast: number }).atLeast)}`;
}

/** What a run will do. */
export function planTable({ model, data, clips, tasks, seconds }: EvaluationPlan, width: number): string {
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
  return `${model} on ${data}: ${clips} clips${time}\n\n${toTable(columns, rows, width)}`;
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
  const isFailed = ({ verdict }: GatedFigure) => Number(verdict === "fell" || verdict === "missing");
  const rows = figures
    .toSorted((a, b) => isFailed(b) - isFailed(a))
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
