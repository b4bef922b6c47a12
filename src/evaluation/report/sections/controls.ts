import type { Control } from "../../probing/controls.js";
import type { ResultsDocument } from "../../results/document.js";
import { controlNames } from "../controlNames.js";
import { toFigureText } from "../numbers.js";
import type { Cell, Plot, Section, TableBlock } from "../report.js";
import { chanceOf, reportedFigure, type ReportedTask } from "../reportedTask.js";

/** From guessing to everything, each by what it adds to the one before; last what is lost backwards. */
const steps: readonly Control[] = ["text_only", "single_frame_best", "single_frame_mean", "full", "reversed"];

/** A waterfall of each task that was scored under controls: what its value rests on. */
export function toControls(document: ResultsDocument, tasks: readonly ReportedTask[]): Section | undefined {
  const blocks = tasks.flatMap((task) => toWaterfall(document, task) ?? []);
  if (blocks.length === 0) return undefined;
  return {
    title: "What the values rest on",
    intro:
      "Every example was scored again with something else in its place. Each bar leads from the value above it to its own: " +
      "what the sentences alone give, one frame, the mean of all frames each looked at alone, the whole; and from that to the whole backwards.",
    blocks,
  };
}

function toWaterfall(document: ResultsDocument, { name, headline }: ReportedTask): TableBlock | undefined {
  const [chance, whole] = [chanceOf(document, name, headline), reportedFigure(document, name, headline)?.value];
  const under = (control: Control) => (control === "full" ? whole : document.baselines[name]?.[control]?.[headline]);
  const told = steps.filter((control) => under(control) !== undefined);
  if (chance === undefined || told.length < 2) return undefined;
  let before = chance;
  const rows = told.map((control): Cell[] => {
    const value = under(control) as number;
    const plot: Plot = { kind: "step", scale: [0, 1], from: before, to: value, tone: value < before ? "down" : "up" };
    before = value;
    const opens = { task: name, by: control === "full" ? headline : control };
    return [{ text: controlNames[control] }, { text: toFigureText(value), opens }, { text: "", opens, plot }];
  });
  const guessing: Cell[] = [
    { text: "guessing" },
    { text: toFigureText(chance) },
    { text: "", plot: { kind: "step", scale: [0, 1], from: 0, to: chance, tone: "whole" } },
  ];
  return {
    kind: "table",
    caption: `${name}, ${headline}`,
    isSmall: true,
    columns: [
      { title: "Shown", kind: "text" },
      { title: "Value", kind: "number" },
      { title: "From 0 to 1", kind: "plot", ticks: [0, 0.5, 1] },
    ],
    rows: [guessing, ...rows],
  };
}
