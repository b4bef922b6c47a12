import { toFigureText } from "./numbers.js";
import type { Column } from "./report.js";

/** A scale for differences: the same to both sides of 0, and no longer than these values need. */
export function toScale(values: readonly number[]): readonly [number, number] {
  const most = Math.max(0, ...values.filter(Number.isFinite).map(Math.abs));
  const end = [0.1, 0.25, 0.5, 1].find((step) => most <= step) ?? Math.ceil(most);
  return [-end, end];
}

/** The column that differences are drawn in. */
export function toDifferencePlot([low, high]: readonly [number, number]): Column {
  return { title: `From ${toFigureText(low)} to ${toFigureText(high)}`, kind: "plot", ticks: [low, 0, high] };
}
