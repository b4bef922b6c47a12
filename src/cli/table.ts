import cliTruncate from "cli-truncate";
import stringWidth from "string-width";
import { toPrintable } from "../core/printable.js";
import { mark, type Style } from "./style.js";

/** A column of {@link toTable}. */
export interface Column {
  readonly title: string;
  readonly align?: "left" | "right";
  /** Whether it gives way, in its middle, where the table is wider than the terminal. */
  readonly shrinks?: boolean;
  /** Whether it is left out where the table is wider than the terminal; the last such column goes first. */
  readonly optional?: boolean;
  /** Whether its text goes under its row, wrapped, where the table is wider than the terminal. */
  readonly below?: boolean;
  readonly style?: (cell: string) => Style | undefined;
}

const gap = "  ";
/** A column that gives way keeps so much. */
const minWidth = 12;
/** Optional columns are left out before a name has less room than this. */
const easyWidth = 20;
const indent = "    ";

/**
 * Rows as aligned text under their titles. Widths are those on a terminal, where a Chinese character takes two places. What
 * the table is wider than `width`, columns go below or are left out, and then those that shrink give up, the widest first.
 */
export function toTable(columns: readonly Column[], cells: readonly (readonly string[])[], width: number): string {
  const rows = cells.map((row) => columns.map((_, n) => toPrintable(row[n] ?? "")));
  const widths = columns.map(({ title }, n) => Math.max(...[title, ...rows.map((row) => row[n] ?? "")].map(widthOf)));
  const { beside, below } = layOut(columns, widths, width);
  shrink(columns, widths, beside, width);
  const toCell = (text: string, n: number, style: Style | undefined): string => {
    const shown = toWidth(text, widths[n] as number);
    const padding = " ".repeat((widths[n] as number) - stringWidth(shown));
    const cell = style && shown ? mark(style, shown) : shown;
    if (columns[n]?.align === "right") return padding + cell;
    return n === beside.at(-1) ? cell : cell + padding;
  };
  const toLine = (line: readonly string[]): string => line.join(gap).trimEnd();
  const titles = toLine(beside.map((n) => toCell(columns[n]?.title ?? "", n, "title")));
  const lines = rows.flatMap((row) => [
    toLine(beside.map((n) => toCell(row[n] as string, n, columns[n]?.style?.(row[n] as string)))),
    ...below.flatMap((n) => wrap(row[n] as string, width)),
  ]);
  return [titles, ...lines].join("\n");
}

/** Which columns stand beside each other, and which below their row. */
function layOut(
  columns: readonly Column[],
  widths: readonly number[],
  width: number,
): { readonly beside: readonly number[]; readonly below: readonly number[] } {
  let beside = Array.from(columns.keys());
  if (totalOf(widths, beside) <= width) return { beside, below: [] };
  const below = beside.filter((n) => columns[n]?.below);
  beside = beside.filter((n) => !below.includes(n));
  const atEase = widths.map((one, n) => (columns[n]?.shrinks ? Math.min(one, easyWidth) : one));
  while (totalOf(atEase, beside) > width) {
    const last = beside.findLast((n) => columns[n]?.optional);
    if (last === undefined) break;
    beside = beside.filter((n) => n !== last);
  }
  return { beside, below };
}

/** `text` in indented lines of at most `width` places, broken between words. */
function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(" ").filter(Boolean)) {
    const longer = lines.length > 0 ? `${lines.at(-1)} ${word}` : undefined;
    if (longer !== undefined && stringWidth(longer) <= width) lines[lines.length - 1] = longer;
    else lines.push(indent + word);
  }
  return lines;
}

function totalOf(widths: readonly number[], shown: readonly number[]): number {
  return shown.reduce((sum, n) => sum + (widths[n] as number) + gap.length, -gap.length);
}

/** `text` shortened in its middle to `width` places of a terminal. */
export function toWidth(text: string, width: number): string {
  return stringWidth(text) > width ? cliTruncate(text, width, { position: "middle" }) : text;
}

const widthOf = (text: string): number => stringWidth(text);

/** Takes what is missing to `width` from the columns that shrink, place by place from the widest. */
function shrink(columns: readonly Column[], widths: number[], shown: readonly number[], width: number): void {
  while (totalOf(widths, shown) > width) {
    const [widest] = shown
      .filter((n) => columns[n]?.shrinks && (widths[n] as number) > minWidth)
      .sort((a, b) => (widths[b] as number) - (widths[a] as number));
    if (widest === undefined) return;
    widths[widest] = (widths[widest] as number) - 1;
  }
}
