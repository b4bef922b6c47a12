import { betaCdf } from "./beta.js";
import { invertCdf } from "./invertCdf.js";

/** P(T <= t) of Student's t distribution with `freedom` > 0 degrees of freedom. */
export function studentCdf(t: number, freedom: number): number {
  const tail = betaCdf(freedom / (freedom + t * t), freedom / 2, 1 / 2) / 2;
  return t > 0 ? 1 - tail : tail;
}

/** The t with `studentCdf(t, freedom) === probability`, which lies in (0, 1). */
export function studentQuantile(probability: number, freedom: number): number {
  return invertCdf((t) => studentCdf(t, freedom), probability);
}
