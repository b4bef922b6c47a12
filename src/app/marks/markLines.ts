import { z } from "zod";
import type { Mark, NewMark } from "../../collections/marks.js";
import { toFault } from "../../core/schemaFault.js";
import type { QueryHit } from "../../evaluation/marks/hits.js";
import { hasLength, hasNoLength, markFields } from "./markFields.js";

const lineSchema = z
  .object({
    ...markFields,
    verdict: markFields.verdict.nullable(),
    path: z.string().default(""),
    client: z.string().max(200).nullable().default(null),
    createdAt: z.iso.datetime().optional(),
  })
  .refine(hasLength, hasNoLength);

/** What a file of marks holds. */
export interface ReadMarks {
  readonly marks: readonly NewMark[];
  /** Lines whose verdict is null: nobody has judged them yet. */
  readonly openCount: number;
  /** Lines that cannot be used, by their number, and why. */
  readonly faults: readonly { readonly line: number; readonly reason: string }[];
}

/** Marks as JSON, one object a line; the earliest first, so that they can be added in that order. */
export function toMarkLines(marks: readonly Mark[]): string {
  return toLines(marks.toReversed().map((mark) => ({ ...mark, markId: undefined, sequence: undefined })));
}

/** Hits to be judged, in the same form: whoever writes "accepted" or "rejected" in place of null can have them read. */
export function toOpenLines(hits: readonly QueryHit[]): string {
  return toLines(
    hits.map(({ query: text, videoId, path, startSeconds, endSeconds, confidence }) => ({
      verdict: null,
      about: "query",
      text,
      videoId,
      path,
      startSeconds,
      endSeconds,
      confidence,
      drawn: true,
    })),
  );
}

const toLines = (rows: readonly object[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join("");

/** Reads what {@link toMarkLines} and {@link toOpenLines} write. */
export function readMarkLines(text: string): ReadMarks {
  const marks: NewMark[] = [];
  const faults: { readonly line: number; readonly reason: string }[] = [];
  let openCount = 0;
  for (const [n, line] of text.split("\n").entries()) {
    if (!line.trim()) continue;
    const row = readLine(line);
    if (typeof row === "string") faults.push({ line: n + 1, reason: row });
    else if (row.verdict === null) openCount += 1;
    else marks.push({ ...row, verdict: row.verdict });
  }
  return { marks, openCount, faults };
}

/** A line, or what is wrong with it. */
function readLine(line: string): z.output<typeof lineSchema> | string {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return "it is not JSON: one object a line is expected";
  }
  const read = lineSchema.safeParse(value);
  if (read.success) return read.data;
  const issue = read.error.issues[0] as z.core.$ZodIssue;
  return `${issue.path.length > 0 ? `"${issue.path.join(".")}"` : "the line"} ${toFault(issue)}`;
}
