import type { ComparedTask } from "../../results/compare.js";
import { toFigureText, toIntervalText, toProbabilityText } from "../numbers.js";
import type { Cell, Section } from "../report.js";
import { toDifferencePlot, toScale } from "../scale.js";

/** Paired differences from another run on the same data: a forest. */
export function toComparison(other: string, compared: readonly ComparedTask[]): Section {
  const scale = toScale(compared.flatMap(({ difference, interval = [0, 0] }) => [difference, ...interval]));
  const isDecided = ({ adjusted }: ComparedTask) => adjusted !== undefined && adjusted < 0.05;
  const decided = compared.filter(isDecided).map(({ task }) => task);
  return {
    title: `Against ${other}`,
    intro:
      `Differences of the same examples, this run less ${other}. p is of a paired permutation test over clusters, adjusted ` +
      `for the number of tasks (Holm). ${decided.length > 0 ? `Below 0.05: ${decided.join(", ")}.` : "None is below 0.05."}`,
    blocks: [
      {
        kind: "table",
        caption: "Paired differences",
        columns: [
          { title: "Task", kind: "text" },
          { title: "Other", kind: "number" },
          { title: "This", kind: "number" },
          { title: "Difference", kind: "number" },
          { title: "95 % interval", kind: "number" },
          toDifferencePlot(scale),
          { title: "p", kind: "number" },
          { title: "McNemar", kind: "number" },
        ],
        rows: compared.map((one): Cell[] => {
          const { task, figure, before, after, difference, interval, adjusted, mcNemar, isHigherBetter } = one;
          const opens = { task, by: "difference" };
          return [
            { text: task, note: isHigherBetter ? figure : `${figure}, lower is better`, opens },
            { text: toFigureText(before) },
            { text: toFigureText(after), opens: { task, by: figure } },
            { text: toFigureText(difference), opens },
            { text: toIntervalText(interval) },
            { text: "", opens, plot: { kind: "interval", scale, value: difference, interval, mark: 0 } },
            { text: toProbabilityText(adjusted) },
            { text: toProbabilityText(mcNemar) },
          ];
        }),
      },
    ],
  };
}
