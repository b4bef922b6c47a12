import { scoreInterval, type Interval } from "../statistics/interval.js";
import { studentQuantile } from "../statistics/student.js";
import { sumOf } from "../statistics/summary.js";

/**
 * 95 % interval of a measure of skew with this `deviation`. A measure lies between 0 and the logarithm of how rare the rarest group
 * is; as a share of that it gets Wilson's interval, which is right also near both ends, where the measure is skewed and its
 * deviation comes out too small.
 *
 * Wilson's interval wants a count: so many things as would give a share this deviation. Where nearly all of the first are of
 * one group nothing varies, so it is at most the number of different `things` that stand among the first.
 *
 * @param present how many things each group has
 */
export function skewInterval(
  value: number,
  deviation: number,
  { present, things }: { readonly present: Readonly<Record<string, number>>; readonly things: number },
): Interval {
  const counts = Object.values(present);
  const all = sumOf(counts);
  const most = Math.log(all / Math.min(...counts));
  const share = Math.min(1, value / most);
  const variance = share * (1 - share); // of a single thing
  const effective = variance > 0 ? (variance * most ** 2) / deviation ** 2 : Number.POSITIVE_INFINITY;
  const count = Math.max(1, Math.min(effective, things));
  const [low, high] = scoreInterval(share, count, studentQuantile(0.975, all - counts.length));
  return [low * most, high * most];
}
