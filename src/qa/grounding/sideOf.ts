import type { Box } from "../../core/box.js";

/** Where a box is in its picture, in words: "at the top left", "in the middle". */
export function sideOf({ left, right, top, bottom }: Box): string {
  const third = (middle: number, sides: readonly [string, string]) =>
    middle < 1 / 3 ? sides[0] : middle > 2 / 3 ? sides[1] : undefined;
  const column = third((left + right) / 2, ["left", "right"]);
  const row = third((top + bottom) / 2, ["top", "bottom"]);
  if (row === undefined) return column === undefined ? "in the middle" : `on the ${column}`;
  return column === undefined ? `at the ${row}` : `at the ${row} ${column}`;
}
