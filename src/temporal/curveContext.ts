import { durationOf } from "../core/span.js";
import type { CurveStretch } from "./curveStretch.js";

/** How much of what is around a frame counts at it. */
export interface CurveContext {
  /** Against the frame itself, in [0, 1]. */
  readonly weight: number;
  /** What is beyond a cut against what is not, in [0, 1]. */
  readonly acrossCut: number;
}

/** Half of a frame's height is what is around it. */
export const curveContext: CurveContext = { weight: 0.5, acrossCut: 0.6 };

/** What is so many seconds away counts 1/e of what is near. */
const fadeSeconds = 3; // of 1.5 to 8 measured, on real clips

/**
 * Mixes rows `[stretches, width]` with the mean of all rows about each: two passes that carry along what was before, and what comes
 * after. Linear in the stretches.
 */
export function addContext(
  rows: Float32Array,
  stretches: readonly CurveStretch[],
  { weight: share, acrossCut }: CurveContext,
  width: number,
): Float32Array {
  const count = stretches.length;
  const weights = stretches.map((stretch) => Math.max(1e-3, durationOf(stretch)));
  const mixed = new Float32Array(rows.length);
  const totals = new Float64Array(count);
  const carry = (from: number, step: 1 | -1): void => {
    const carried = new Float64Array(width);
    let total = 0;
    for (let n = from; n >= 0 && n < count; n += step) {
      const weight = weights[n] as number;
      const own = step === 1 ? weight : 0; // once
      for (let i = 0, at = n * width; i < width; i += 1, at += 1) {
        mixed[at] = (mixed[at] as number) + (carried[i] as number) + own * (rows[at] as number);
        carried[i] = (carried[i] as number) + weight * (rows[at] as number);
      }
      totals[n] = (totals[n] as number) + total + own;
      const faded = fadeTo(stretches, n, n + step, acrossCut);
      for (let i = 0; i < width; i += 1) carried[i] = (carried[i] as number) * faded;
      total = (total + weight) * faded;
    }
  };
  carry(0, 1);
  carry(count - 1, -1);
  for (let n = 0; n < count; n += 1) {
    const scale = share / (totals[n] as number);
    for (let at = n * width; at < (n + 1) * width; at += 1)
      mixed[at] = scale * (mixed[at] as number) + (1 - share) * (rows[at] as number);
  }
  return mixed;
}

/** How much of a stretch is left at its neighbour. */
function fadeTo(stretches: readonly CurveStretch[], from: number, to: number, acrossCut: number): number {
  const [one, other] = [stretches[from], stretches[to]];
  if (!one || !other) return 0;
  const isCut = (from < to ? other : one).startsShot;
  return Math.exp(-Math.abs(other.keyframeSeconds - one.keyframeSeconds) / fadeSeconds) * (isCut ? acrossCut : 1);
}
