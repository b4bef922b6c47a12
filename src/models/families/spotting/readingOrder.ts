import type { Box } from "../../../core/box.js";

/** Something that stands in a picture. */
interface Placed {
  readonly box: Box;
}

/**
 * Things in the order in which people read them: rows from top to bottom, each from left to right; columns that stand side by
 * side over several rows one after the other.
 *
 * A block of columns is a run of rows that a gutter parts, on both sides of which two rows or more stand.
 */
export function toReadingOrder<Thing extends Placed>(things: readonly Thing[]): readonly Thing[] {
  const rows = toRows(things);
  const ordered: Thing[] = [];
  for (let from = 0; from < rows.length;) {
    const block = findColumns(rows, from);
    if (block) {
      ordered.push(...toReadingOrder(block.left), ...toReadingOrder(block.right));
      from = block.end;
    } else {
      ordered.push(...(rows[from] as readonly Thing[]));
      from += 1;
    }
  }
  return ordered;
}

/** Things whose heights overlap by more than half stand in one row; rows from top to bottom, each from left to right. */
function toRows<Thing extends Placed>(things: readonly Thing[]): readonly (readonly Thing[])[] {
  const middleOf = ({ box }: Placed) => (box.top + box.bottom) / 2;
  const rows: Thing[][] = [];
  for (const thing of things.toSorted((a, b) => middleOf(a) - middleOf(b))) {
    const row = rows.at(-1);
    if (row?.some((other) => isBeside(other.box, thing.box))) row.push(thing);
    else rows.push([thing]);
  }
  return rows.map((row) => row.sort((a, b) => a.box.left - b.box.left));
}

function isBeside(a: Box, b: Box): boolean {
  const shared = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  const overlaps = Math.min(a.right, b.right) - Math.max(a.left, b.left) > 0;
  return !overlaps && shared > Math.min(a.bottom - a.top, b.bottom - b.top) / 2;
}

/** The longest block of columns that begins with a row. */
function findColumns<Thing extends Placed>(rows: readonly (readonly Thing[])[], from: number) {
  let found: { readonly left: Thing[]; readonly right: Thing[]; readonly end: number } | undefined;
  for (const gutter of guttersOf(rows[from], rows[from + 1])) {
    let end = from;
    while (end < rows.length && (rows[end] as readonly Thing[]).every(({ box }) => leaves(box, gutter))) end += 1;
    const block = rows.slice(from, end);
    const isLeft = ({ box }: Placed) => box.right <= gutter;
    const [left, right] = [
      block.map((row) => row.filter(isLeft)),
      block.map((row) => row.filter((one) => !isLeft(one))),
    ];
    const isColumns = [left, right].every((side) => side.filter((row) => row.length > 0).length >= 2);
    if (isColumns && end > (found?.end ?? 0)) found = { left: left.flat(), right: right.flat(), end };
  }
  return found;
}

/** Where a gutter may run: in the middle between two neighbours of one of these rows. */
function guttersOf(...rows: readonly (readonly Placed[] | undefined)[]): readonly number[] {
  return rows.flatMap((row = []) => row.slice(1).map(({ box }, n) => ((row[n] as Placed).box.right + box.left) / 2));
}

function leaves(box: Box, gutter: number): boolean {
  return box.right <= gutter || box.left >= gutter;
}
