import { meanOf, sumOf } from "./summary.js";

/** A straight line. */
export interface LinearTrend {
  readonly slope: number;
  readonly intercept: number;
}

/**
 * The line of least squares through points, as of accuracy against the logarithm of frequency; NaN where x does not
 * vary.
 */
export function linearTrend(points: readonly { readonly x: number; readonly y: number }[]): LinearTrend {
  const meanX = meanOf(points.map(({ x }) => x));
  const meanY = meanOf(points.map(({ y }) => y));
  const slope =
    sumOf(points.map(({ x, y }) => (x - meanX) * (y - meanY))) / sumOf(points.map(({ x }) => (x - meanX) ** 2));
  return { slope, intercept: meanY - slope * meanX };
}
