/** Seconds of a curve that are compared on both sides of a time. */
export const riseSeconds = 3;

/** Values by their times, in time order. */
export interface MeasuredCurve {
  readonly timesSeconds: readonly number[];
  readonly values: readonly number[];
}

/** By how much a curve is higher just after a time than just before it; 0 where one of both is not known. */
export function riseAt(curve: MeasuredCurve, atSeconds: number): number {
  const after = meanFrom(curve, atSeconds, atSeconds + riseSeconds);
  const before = meanFrom(curve, atSeconds - riseSeconds, atSeconds);
  return after === undefined || before === undefined ? 0 : after - before;
}

function meanFrom({ timesSeconds, values }: MeasuredCurve, from: number, to: number): number | undefined {
  const [first, end] = [indexFrom(timesSeconds, from), indexFrom(timesSeconds, to)];
  if (end <= first) return undefined;
  let sum = 0;
  for (let n = first; n < end; n += 1) sum += values[n] as number;
  return sum / (end - first);
}

/** The first time that is not before another one, by halves: long videos have many. */
function indexFrom(timesSeconds: readonly number[], seconds: number): number {
  let [low, high] = [0, timesSeconds.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((timesSeconds[middle] as number) < seconds) low = middle + 1;
    else high = middle;
  }
  return low;
}
