import { z } from "zod";
import type { ResultsDocument } from "../../results/document.js";
import { toFigureText, toIntervalText } from "../numbers.js";
import type { Axis, ChartBlock, Section } from "../report.js";
import { reportedFigure, wordsOf, type ReportedTask } from "../reportedTask.js";

/** What a figure of accuracy against frequency is made of. */
const detailSchema = z.object({
  /** Accuracy of a class that never stood in the training data, by the line through all classes. */
  accuracyOfNone: z.number(),
  points: z
    .array(z.object({ name: z.string(), count: z.number().min(0), accuracy: z.number(), examples: z.number() }))
    .min(1),
});
type Detail = z.output<typeof detailSchema>;

/** Accuracy of classes against how often each stood in the training data, on a logarithmic scale. */
export function toFrequency(document: ResultsDocument, tasks: readonly ReportedTask[]): Section | undefined {
  const blocks = tasks.flatMap((task) =>
    task.figures.flatMap((figure) => {
      const read = detailSchema.safeParse(document.figures[task.name]?.[figure]?.["detail"]);
      return read.success ? [draw(document, task, figure, read.data)] : [];
    }),
  );
  if (blocks.length === 0) return undefined;
  return {
    title: "Accuracy and frequency",
    intro: "Each dot is a class; the line is the trend of least squares through them.",
    blocks,
  };
}

const placeOf = (count: number): number => Math.log10(1 + count);

function draw(document: ResultsDocument, { name }: ReportedTask, figure: string, detail: Detail): ChartBlock {
  const { accuracyOfNone: intercept, points } = detail;
  const { value: slope = 0, interval } = reportedFigure(document, name, figure) ?? {};
  const decades = Math.max(1, Math.ceil(Math.max(...points.map(({ count }) => placeOf(count)))));
  const most = Math.max(...points.map(({ examples }) => examples));
  const opens = { task: name, by: figure };
  const sorted = points.toSorted((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
  return {
    kind: "chart",
    caption: `${toTitle(wordsOf(document, name, figure) ?? figure)}: ${toFigureText(slope)} (${toIntervalText(interval)})`,
    x: toDecades(decades),
    y: { title: "accuracy", ticks: [0, 0.25, 0.5, 0.75, 1].map((at) => ({ at, text: String(at) })) },
    guide: clip(intercept, slope, decades),
    isLine: false,
    points: points.map((point) => ({
      x: placeOf(point.count),
      y: point.accuracy,
      weight: (0.4 * point.examples) / most,
      label: `${point.name}: ${toFigureText(point.accuracy)}, stood there ${point.count} times`,
      opens,
    })),
    table: {
      kind: "table",
      caption: `${name}: classes by how often they stood in the training data`,
      columns: [
        { title: "Class", kind: "text" },
        { title: "Times", kind: "number" },
        { title: "Accuracy", kind: "number" },
        { title: "Examples", kind: "number" },
      ],
      rows: sorted.map(({ name: title, count, accuracy, examples }) => [
        { text: title },
        { text: String(count) },
        { text: toFigureText(accuracy) },
        { text: String(examples) },
      ]),
    },
  };
}

const toTitle = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

/** 0 and the powers of ten, which are written as 10, 100, 1k and so on: there is little room. */
function toDecades(decades: number): Axis {
  const ticks = Array.from({ length: decades }, (_, n) => ({
    at: placeOf(10 ** (n + 1)),
    text: `${10 ** ((n + 1) % 3)}${["", "k", "M", "G"][Math.floor((n + 1) / 3)] ?? "T"}`,
  }));
  return { title: "times in the training data", ticks: [{ at: 0, text: "0" }, ...ticks] };
}

/** The part of a line that lies within accuracies from 0 to 1. */
function clip(intercept: number, slope: number, end: number): ChartBlock["guide"] {
  const ends = [0, end, -intercept / slope, (1 - intercept) / slope].filter((x) => {
    const y = intercept + slope * x;
    return x >= 0 && x <= end && y >= -1e-9 && y <= 1 + 1e-9;
  });
  if (ends.length < 2) return undefined;
  const at = (x: number) => [x, intercept + slope * x] as const;
  return { from: at(Math.min(...ends)), to: at(Math.max(...ends)) };
}
