import type { SegmentSource } from "../app/openKinodex.js";
import { toPrintable } from "./printable.js";

/** What words of a source are called. */
export const sourceNames: Readonly<Record<SegmentSource, string>> = {
  caption: "captions",
  subtitle: "subtitles",
  speech: "speech",
  screen: "on-screen text",
};

/** A rough length for people: `45 s`, `3 min 20 s`, `2 h 5 min`. */
export function toDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** `text` shortened in its middle to at most `width` characters. */
export function toWidth(text: string, width: number): string {
  if (text.length <= width) return text;
  const tail = Math.floor((width - 1) / 2);
  return `${text.slice(0, width - 1 - tail)}…${text.slice(text.length - tail)}`;
}

/** A column of {@link toTable}. */
export interface Column {
  readonly title: string;
  readonly align?: "left" | "right";
}

/** Rows as aligned text under their titles, two spaces between columns. */
export function toTable(columns: readonly Column[], cells: readonly (readonly string[])[]): string {
  const rows = cells.map((row) => row.map(toPrintable));
  const widths = columns.map(({ title }, n) => Math.max(title.length, ...rows.map((row) => (row[n] ?? "").length)));
  const toLine = (row: readonly string[]) =>
    columns
      .map(({ align }, n) => {
        const cell = row[n] ?? "";
        return align === "right" ? cell.padStart(widths[n] as number) : cell.padEnd(widths[n] as number);
      })
      .join("  ")
      .trimEnd();
  return [toLine(columns.map(({ title }) => title)), ...rows.map(toLine)].join("\n");
}
