import type { ResultsDocument } from "../../results/document.js";
import type { Section } from "../report.js";

/** Everything that was left out, with its reason. */
export function toOmissionTable({ not_examined: notExamined, skipped }: ResultsDocument): Section | undefined {
  const rows = [
    ...Object.entries(skipped).map(([task, reason]) => [task, "all of it", reason]),
    ...notExamined.map(({ task = "all", place, reason }) => [task, place, reason]),
  ].map((texts) => texts.map((text) => ({ text })));
  if (rows.length === 0) return undefined;
  return {
    title: "What was left out",
    isDetail: true,
    blocks: [
      {
        kind: "table",
        caption: rows.length === 1 ? "One entry" : `${rows.length} entries`,
        isClosed: rows.length > maxOpenRows,
        columns: [
          { title: "Task", kind: "text" },
          { title: "What", kind: "text" },
          { title: "Why", kind: "text" },
        ],
        rows,
      },
    ],
  };
}

const maxOpenRows = 12;
