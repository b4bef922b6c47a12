import { controls } from "../../probing/controls.js";
import type { ResultsDocument } from "../../results/document.js";
import { controlNames } from "../controlNames.js";
import { toFigureText, toIntervalText } from "../numbers.js";
import type { Cell, Column, Section, TableBlock } from "../report.js";
import { besideFigure, chanceOf, reportedFigure, targetOf, wordsOf, type ReportedTask } from "../reportedTask.js";

/** All numbers of a run, task by task, to be looked up. */
export function toEveryFigure(document: ResultsDocument, tasks: readonly ReportedTask[]): Section {
  return {
    title: "Every figure",
    isDetail: true,
    blocks: tasks.flatMap((task) => {
      const isMeasured = (figure: string) => document.figures[task.name]?.[figure] !== undefined;
      const measured = task.figures.filter(isMeasured);
      const scored = task.figures.filter((figure) => !isMeasured(figure));
      return [
        ...(scored.length > 0 ? [toControlTable(document, { ...task, figures: scored })] : []),
        ...(measured.length > 0 ? [toFigureTable(document, { ...task, figures: measured }, scored.length > 0)] : []),
      ];
    }),
  };
}

/** What was scored under controls: a row for each of them, a column for each figure. */
function toControlTable(document: ResultsDocument, { name, headline, figures }: ReportedTask): TableBlock {
  const row = (text: string, toCell: (figure: string) => Cell) => [{ text }, ...figures.map(toCell)];
  const reported = (figure: string) => reportedFigure(document, name, figure);
  const baselines = document.baselines[name] ?? {};
  const shown = controls.filter((control) => control !== "full" && baselines[control]);
  return {
    kind: "table",
    caption: name,
    isClosed: true,
    columns: [{ title: "Shown", kind: "text" }, ...figures.map((title): Column => ({ title, kind: "number" }))],
    rows: [
      row(controlNames.full, (figure) => ({
        text: toFigureText(reported(figure)?.value),
        opens: { task: name, by: figure },
      })),
      row("its 95 % interval", (figure) => ({ text: toIntervalText(reported(figure)?.interval) })),
      row("its standard error", (figure) => ({ text: toFigureText(besideFigure(document, name, figure, "stderr")) })),
      row("guessing", (figure) => ({ text: toFigureText(chanceOf(document, name, figure)) })),
      ...shown.map((control) =>
        row(controlNames[control], (figure) => ({
          text: toFigureText(baselines[control]?.[figure]),
          opens: { task: name, by: figure === headline ? control : figure },
        })),
      ),
    ],
  };
}

const columns: readonly Column[] = [
  { title: "Figure", kind: "text" },
  { title: "Value", kind: "number" },
  { title: "95 % interval", kind: "number" },
  { title: "Guessing", kind: "number" },
  { title: "Held to", kind: "text" },
  { title: "Of", kind: "number" },
];

/** What measures an index: a row for each figure, and below it what it is made of. */
function toFigureTable(document: ResultsDocument, { name, figures }: ReportedTask, isSecond: boolean): TableBlock {
  const rows = figures.flatMap((figure): (readonly Cell[])[] => {
    const { value, interval } = reportedFigure(document, name, figure) ?? {};
    const detail = document.figures[name]?.[figure]?.["detail"];
    const target = targetOf(document, name, figure);
    const opens = { task: name, by: figure };
    return [
      [
        { text: figure, note: wordsOf(document, name, figure), opens },
        { text: toFigureText(value), opens },
        { text: toIntervalText(interval) },
        { text: toFigureText(chanceOf(document, name, figure)) },
        { text: target ? `${target.words} ${toFigureText(target.value)}: ${target.isMet ? "met" : "missed"}` : "" },
        { text: toCountText(besideFigure(document, name, figure, "count")), opens },
      ],
      ...toDetails(detail, figure).map(([title, number]): readonly Cell[] => [
        { text: title },
        { text: toFigureText(number), opens },
        ...columns.slice(2).map(() => ({ text: "" })),
      ]),
    ];
  });
  return { kind: "table", caption: isSecond ? `${name}, all examples together` : name, isClosed: true, columns, rows };
}

const toCountText = (count: number | undefined): string => (count === undefined ? "" : String(count));

/** Numbers within numbers, by their path; curves and bins are drawn. */
function toDetails(detail: unknown, path: string): [title: string, value: number][] {
  if (typeof detail === "number") return [[path, detail]];
  if (typeof detail !== "object" || detail === null || Array.isArray(detail)) return [];
  return Object.entries(detail).flatMap(([key, value]) => toDetails(value, `${path} · ${key}`));
}
