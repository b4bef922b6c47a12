import { z } from "zod";
import type { ResultsDocument } from "../../results/document.js";
import { confusionOf } from "../shownExample.js";
import type { Section, TableBlock } from "../report.js";
import type { ReportedTask } from "../reportedTask.js";

const confusionSchema = z.object({
  classes: z.array(z.string()).min(1),
  /** `[right][given]`, in the order of the classes; a further place counts those taken for any other class. */
  counts: z.array(z.array(z.number())),
  leftOut: z.number(),
});

/** Which classes are taken for which. */
export function toConfusion(document: ResultsDocument, tasks: readonly ReportedTask[]): Section | undefined {
  const blocks = tasks.flatMap(({ name, figures }) =>
    figures.flatMap((figure): TableBlock[] => {
      const { confusion } = (document.figures[name]?.[figure]?.["detail"] ?? {}) as { confusion?: unknown };
      const read = confusionSchema.safeParse(confusion);
      return read.success ? [toTable(name, read.data)] : [];
    }),
  );
  if (blocks.length === 0) return undefined;
  return {
    title: "Confusion",
    intro:
      "A row for each class, and how many of its examples were taken for which: the stronger the colour, the larger the share of the row. " +
      "What is right is framed.",
    blocks,
  };
}

function toTable(task: string, { classes, counts, leftOut }: z.output<typeof confusionSchema>): TableBlock {
  const given = leftOut > 0 ? [...classes, `${leftOut} others`] : classes;
  const beyond = leftOut > 0 ? `; the ${classes.length} that are confused most of ${classes.length + leftOut}` : "";
  return {
    kind: "table",
    isMatrix: true,
    caption: `Confusion of ${task}${beyond}`,
    columns: [{ title: "Is", kind: "text" }, ...given.map((title) => ({ title, kind: "number" }) as const)],
    rows: classes.map((right, row) => {
      const total = (counts[row] ?? []).reduce((a, b) => a + b, 0);
      const cells = given.map((other, n) => {
        const count = counts[row]?.[n] ?? 0;
        const opens = n < classes.length && count > 0 ? { task, by: confusionOf(right, other) } : undefined;
        return { text: String(count), shade: total > 0 ? count / total : 0, opens };
      });
      return [{ text: right }, ...cells];
    }),
  };
}
