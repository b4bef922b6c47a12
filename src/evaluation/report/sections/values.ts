import type { ResultsDocument } from "../../results/document.js";
import { toFigureText, toIntervalText } from "../numbers.js";
import type { Cell, Column, Section, TableBlock } from "../report.js";
import { chanceOf, reportedFigure, type Reported, type ReportedTask } from "../reportedTask.js";

const ticks = [0, 0.5, 1];
const columns: readonly Column[] = [
  { title: "Task", kind: "text" },
  { title: "Value", kind: "number" },
  { title: "95 % interval", kind: "number" },
  { title: "Guessing", kind: "number" },
  { title: "From 0 to 1", kind: "plot", ticks },
  { title: "Examples", kind: "number" },
];

/** The headlines of all tasks that are shares, each with its interval: a forest for each area. */
export function toValues(document: ResultsDocument, tasks: readonly ReportedTask[]): Section | undefined {
  const shares = tasks.filter((task) => isShare(reportedFigure(document, task.name, task.headline)));
  if (shares.length === 0) return undefined;
  const areas = [...new Set(shares.map(({ area }) => area))];
  return {
    title: "Values",
    intro:
      "The dot is the value, the line its 95 % interval, the stroke across what guessing gives. " +
      "Intervals are over clusters, as examples of the same videos depend on each other.",
    blocks: areas.map((area): TableBlock => {
      const ofArea = shares.filter((task) => task.area === area);
      return {
        kind: "table",
        caption: toCaption(document, area),
        columns,
        rows: ofArea.map((task) => toRow(document, task)),
      };
    }),
  };
}

const isShare = (reported: Reported | undefined): boolean =>
  reported !== undefined && [reported.value, ...(reported.interval ?? [])].every((value) => value >= 0 && value <= 1);

function toCaption({ groups }: ResultsDocument, area: string): string {
  const group = groups[area];
  if (!group) return area;
  const [mean, gain] = [group["macro_headline,none"], group["macro_temporal_gain"]].map(toFigureText);
  return `${area}: mean value ${mean}, mean temporal gain ${gain}`;
}

function toRow(document: ResultsDocument, { name, what, headline, examples, effective }: ReportedTask): Cell[] {
  const reported = reportedFigure(document, name, headline) as Reported;
  const { value, interval } = reported;
  const mark = chanceOf(document, name, headline);
  const opens = { task: name, by: headline };
  return [
    { text: name, note: what, opens },
    { text: toFigureText(value), opens },
    { text: toIntervalText(interval) },
    { text: toFigureText(mark) },
    { text: "", opens, plot: { kind: "interval", scale: [0, 1], value, interval, mark } },
    {
      text: String(examples),
      note: effective < examples ? `tell as much as ${Math.round(effective)}` : undefined,
      opens,
    },
  ];
}
