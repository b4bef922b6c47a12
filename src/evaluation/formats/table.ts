/** A line of a table by its head. */
export interface TableRow {
  readonly line: number;
  readonly value: Readonly<Record<string, string>>;
}

/** Reads comma-separated values with a head (RFC 4180): quoted ones may hold commas, quotes written twice, and lines. */
export function readTable(text: string): TableRow[] {
  const [head, ...rows] = readCells(text);
  return rows.map(({ line, cells }) => ({
    line,
    value: Object.fromEntries((head?.cells ?? []).flatMap((name, n) => (n < cells.length ? [[name, cells[n]]] : []))),
  })) as TableRow[];
}

function readCells(text: string): { readonly line: number; readonly cells: string[] }[] {
  const rows: { line: number; cells: string[] }[] = [];
  let [line, begins] = [1, true];
  for (const [, quoted, plain = "", end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^,\n\r]*))(,|\r?\n|$)/g)) {
    const cell = quoted?.replaceAll('""', '"') ?? plain;
    if (begins) rows.push({ line, cells: [] });
    rows.at(-1)?.cells.push(cell);
    line += quoted?.split("\n").length ?? 1;
    line -= 1;
    begins = end !== ",";
    if (end?.endsWith("\n")) line += 1;
  }
  return rows.filter(({ cells }) => cells.length > 1 || cells[0] !== "");
}
