import { toFigureText, toIntervalText } from "../numbers.js";
import type { Cell, Section, TableBlock } from "../report.js";
import type { ReportedTask } from "../reportedTask.js";
import { toDifferencePlot, toScale } from "../scale.js";

/** What showing everything in its order is worth: against the best single frame, and against the same backwards. */
export function toTime(tasks: readonly ReportedTask[]): Section | undefined {
  const blocks = [
    toForest("Temporal gain", "Gain", tasks, "temporal_gain"),
    toForest("Loss when shown backwards", "Loss", tasks, "reversed_fall"),
  ].filter((block) => block.rows.length > 0);
  if (blocks.length === 0) return undefined;
  return {
    title: "Time",
    intro:
      "Temporal gain is what the whole is worth more than its best single frame, of the same examples. A task is a test of " +
      "time where the value falls by more than its noise when everything is shown backwards.",
    blocks,
  };
}

function toForest(
  caption: string,
  title: string,
  tasks: readonly ReportedTask[],
  by: "temporal_gain" | "reversed_fall",
): TableBlock {
  const isLoss = by === "reversed_fall";
  const scored = tasks.flatMap((task) => {
    const reported = isLoss ? task.reversedFall : task.temporalGain;
    return reported ? [{ task, ...reported }] : [];
  });
  const ends = scored.flatMap(({ value, interval = [] }) => [value, ...interval]);
  const scale = toScale(ends.map((end) => Math.max(-1, Math.min(1, end)))); // no difference of shares is larger
  return {
    kind: "table",
    caption,
    columns: [
      { title: "Task", kind: "text" },
      { title, kind: "number" },
      { title: "95 % interval", kind: "number" },
      toDifferencePlot(scale),
      ...(isLoss ? [{ title: "Tests time", kind: "text" } as const] : []),
    ],
    rows: scored.map(({ task: { name, testsTime = "" }, value, interval }): Cell[] => {
      const opens = { task: name, by };
      return [
        { text: name, opens },
        { text: toFigureText(value), opens },
        { text: toIntervalText(interval) },
        { text: "", opens, plot: { kind: "interval", scale, value, interval, mark: 0 } },
        ...(isLoss ? [{ text: testsTime }] : []),
      ];
    }),
  };
}
