import { toFigure, type Figure } from "../figure.js";
import { holmAdjust } from "../statistics/holm.js";

/** A figure, and how often chance alone gives as much. */
export interface TestedFigure {
  readonly figure: Figure;
  readonly p: number;
}

/** One finding in so many runs may be chance. */
const level = 0.05;

/**
 * The figures with their p, as it is and adjusted for their number (Holm); and, as a figure of this name, how many of them are
 * larger than chance gives.
 */
export function toFindings(tested: readonly TestedFigure[], name: string, what: string): Figure[] {
  const adjusted = holmAdjust(tested.map(({ p }) => p));
  const found = adjusted.filter((p) => p < level).length;
  const headline = toFigure({ name, what, value: found, unit: "count", count: tested.length });
  return [
    headline,
    ...tested.map(({ figure, p }, n) => ({ ...figure, detail: { p, adjustedP: adjusted[n], ...figure.detail } })),
  ];
}
