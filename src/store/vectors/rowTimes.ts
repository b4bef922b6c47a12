import type { VectorFilter } from "./vectorIndex.js";

/** Whether a row of `times` `[rows, timesPerVector]` is in a span, or shares time with it. */
export type AcceptsTimes = (times: Float64Array, row: number) => boolean;

/** The times of a row, apart from those of others. */
export function timesAt(times: Float64Array, row: number, timesPerVector: number): number[] {
  const found: number[] = [];
  for (let n = 0; n < timesPerVector; n += 1) found.push(times[row * timesPerVector + n] as number);
  return found;
}

/** The test of a filter's span; undefined without one. A moment ends where it starts. */
export function toAcceptsTimes({ span }: VectorFilter, timesPerVector: number): AcceptsTimes | undefined {
  if (!span) return undefined;
  const { startSeconds, endSeconds } = span;
  return (times, row) => {
    const start = times[row * timesPerVector] as number;
    if (start >= endSeconds) return false;
    return start >= startSeconds || (timesPerVector > 1 && (times[row * timesPerVector + 1] as number) > startSeconds);
  };
}
