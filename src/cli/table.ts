import cliTruncate from "cli-truncate";
import stringWidth from "string-width";
import { toPrintable } from "./printable.js";
import { mark, type Style } from "./style.js";

/** A column of {@link toTable}. */
export interface Column {
  readonly title: string;
  readonly align?: "left" | "right";
  /** Whether it gives way, in its middle, where the table is wider than the terminal. */
  readonly shrinks?: boolean;
  readonly style?: (cell: string) => Style | undefined;
}

const gap = "  ";
/** A column that gives way keeps so much. */
const minWidth = 12;

/**
 * Rows as aligned text under their titles. Widths are those on a terminal, where a Chinese character takes two places. What
 * the table is wider than `width`, the columns that shrink give up, the widest first.
 */
export function toTable(columns: readonly Column[], cells: readonly (readonly string[])[], width: number): string {
  const rows = cells.map((row) => columns.map((_, n) => toPrintable(row[n] ?? "")));
  const widths = columns.map(({ title }, n) => Math.max(...[title, ...rows.map((row) => row[n] ?? "")].map(widthOf)));
  shrink(columns, widths, width);
  const toCell = (text: string, n: number, style: Style | undefined): string => {
    const shown = toWidth(text, widths[n] as number);
    const padding = " ".repeat((widths[n] as number) - stringWidth(shown));
    const cell = style ? mark(style, shown) : shown;
    if (columns[n]?.align === "right") return padding + cell;
    return n === columns.length - 1 ? cell : cell + padding;
  };
  const titles = columns.map(({ title }, n) => toCell(title, n, "title"));
  const lines = rows.map((row) => row.map((text, n) => toCell(text, n, columns[n]?.style?.(text))));
  return [titles, ...lines].map((line) => line.join(gap).trimEnd()).join("\n");
}

/** `text` shortened in its middle to `width` places of a terminal. */
export function toWidth(text: string, width: number): string {
  return stringWidth(text) > width ? cliTruncate(text, width, { position: "middle" }) : text;
}

const widthOf = (text: string): number => stringWidth(text);

/** Takes what is missing to `width` from the columns that shrink, place by place from the widest. */
function shrink(columns: readonly Column[], widths: number[], width: number): void {
  const total = () => widths.reduce((sum, one) => sum + one + gap.length, -gap.length);
  while (total() > width) {
    const [widest] = Array.from(widths.keys())
      .filter((n) => columns[n]?.shrinks && (widths[n] as number) > minWidth)
      .sort((a, b) => (widths[b] as number) - (widths[a] as number));
    if (widest === undefined) return;
    widths[widest] = (widths[widest] as number) - 1;
  }
}
