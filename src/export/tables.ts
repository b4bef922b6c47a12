import type { StoredCurve } from "../store/catalog/records.js";

/** A found moment, with the fields that `search --json` gives it. */
export interface ExportedMoment {
  readonly videoId: string;
  readonly path: string;
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly keyframeSeconds: number;
  readonly similarity: number;
  readonly confidence: number;
  readonly sources: readonly string[];
}

const columns = [
  "videoId",
  "path",
  "startSeconds",
  "endSeconds",
  "keyframeSeconds",
  "similarity",
  "confidence",
  "sources",
] as const satisfies readonly (keyof ExportedMoment)[];

/** Moments as comma-separated values with a header line; RFC 4180. */
export function toCsv(moments: readonly ExportedMoment[]): string {
  const rows = moments.map((moment) =>
    columns.map((column) => {
      const value = moment[column];
      return typeof value === "object" ? value.join("+") : String(value);
    }),
  );
  return [[...columns], ...rows].map((cells) => `${cells.map(quote).join(",")}\r\n`).join("");
}

/** Moments as one JSON object a line. */
export function toJsonLines(moments: readonly ExportedMoment[]): string {
  return moments
    .map((moment) => `${JSON.stringify(Object.fromEntries(columns.map((column) => [column, moment[column]])))}\n`)
    .join("");
}

/** A quantity over the time of a video, as a table: a row for each time. */
export function toCurveTable(name: string, { timesSeconds, values }: StoredCurve, format: "csv" | "jsonl"): string {
  const rows = timesSeconds.map((timeSeconds, n) => [timeSeconds, values[n] as number] as const);
  if (format === "jsonl")
    return rows.map(([timeSeconds, value]) => `${JSON.stringify({ timeSeconds, [name]: value })}\n`).join("");
  const cells = [["timeSeconds", name], ...rows.map((row) => row.map(String))];
  return cells.map((row) => `${row.map(quote).join(",")}\r\n`).join("");
}

function quote(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
