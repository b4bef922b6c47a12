import { invertCdf } from "./invertCdf.js";

/** Beyond this, what a series adds up to has lost the digits of a small tail. */
const seriesEnds = 3;

/** P(X <= z) of the standard normal distribution; 12 digits or more, also in the tails. */
export function normalCdf(z: number): number {
  if (z > seriesEnds) return 1 - upperTail(z);
  if (z < -seriesEnds) return upperTail(-z);
  return 1 / 2 + density(z) * seriesOf(z);
}

/** The z with `normalCdf(z) === probability`, which lies in (0, 1). */
export function normalQuantile(probability: number): number {
  return invertCdf(normalCdf, probability);
}

const density = (z: number): number => Math.exp(-(z * z) / 2) / Math.sqrt(2 * Math.PI);

/** z + z³/3 + z⁵/15 + … (Marsaglia 2004, https://doi.org/10.18637/jss.v011.i04). */
function seriesOf(z: number): number {
  let [sum, term] = [z, z];
  for (let n = 3; Math.abs(term) > 1e-18; n += 2) {
    term *= (z * z) / n;
    sum += term;
  }
  return sum;
}

/** P(X > z) by Laplace's continued fraction; 60 levels are enough from 3 on. */
function upperTail(z: number): number {
  let fraction = z;
  for (let n = 60; n > 0; n -= 1) fraction = z + n / fraction;
  return density(z) / fraction;
}
