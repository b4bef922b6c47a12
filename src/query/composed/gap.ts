/** When the cells of a video begin and end, in seconds; they never overlap and are in order. */
export interface CellTimes {
  readonly startSeconds: ArrayLike<number>;
  readonly endSeconds: ArrayLike<number>;
}

/** What may lie between the end of one match and the start of the next. */
export interface GapLimits {
  readonly atLeastSeconds?: number | undefined;
  readonly atMostSeconds?: number | undefined;
  /** Cells that must not lie between the two: 1 where blocked. */
  readonly blocked?: ArrayLike<number> | undefined;
}

/** For each cell: the best value of a match that ends before it, and the cell where that match ends. */
export interface Continuation {
  readonly values: Float64Array;
  readonly endedAt: Int32Array;
}

/** Times that differ by less are the same. */
const tolerance = 1e-6;

/**
 * Carries the values of matches that end at a cell on to the cells where the next match may begin.
 *
 * The best value in a sliding window by a queue of falling values: each cell enters and leaves it once at most, so the
 * time is linear whatever the limits are.
 */
export function carryOver(ended: Float64Array, times: CellTimes, limits: GapLimits): Continuation {
  const { atLeastSeconds = 0, atMostSeconds = Number.POSITIVE_INFINITY, blocked } = limits;
  const count = ended.length;
  const values = new Float64Array(count).fill(Number.NEGATIVE_INFINITY);
  const endedAt = new Int32Array(count).fill(-1);
  const queue = new Int32Array(count);
  let head = 0;
  let tail = 0;
  let next = 0;
  let barrier = 0;
  for (let cell = 1; cell < count; cell += 1) {
    const startSeconds = times.startSeconds[cell] as number;
    while (next < cell && (times.endSeconds[next] as number) + atLeastSeconds <= startSeconds + tolerance) {
      const value = ended[next] as number;
      while (tail > head && (ended[queue[tail - 1] as number] as number) <= value) tail -= 1;
      queue[tail] = next;
      tail += 1;
      next += 1;
    }
    if (blocked?.[cell - 1]) barrier = cell - 1;
    const earliest = startSeconds - atMostSeconds - tolerance;
    const isOut = (at: number) => at < barrier || (times.endSeconds[at] as number) < earliest;
    while (tail > head && isOut(queue[head] as number)) head += 1;
    if (tail === head) continue;
    endedAt[cell] = queue[head] as number;
    values[cell] = ended[queue[head] as number] as number;
  }
  return { values, endedAt };
}

/** As {@link carryOver} without limits, but the next match may begin in the cell where the last one ended. */
export function carryAlong(ended: Float64Array, blocked?: ArrayLike<number>): Continuation {
  const values = new Float64Array(ended.length);
  const endedAt = new Int32Array(ended.length);
  let best = -1;
  for (let cell = 0; cell < ended.length; cell += 1) {
    if (blocked?.[cell]) best = -1;
    if (best < 0 || (ended[cell] as number) > (ended[best] as number)) best = cell;
    endedAt[cell] = best;
    values[cell] = blocked?.[cell] ? Number.NEGATIVE_INFINITY : (ended[best] as number);
  }
  return { values, endedAt };
}

/** As {@link carryOver} without limits, but a cell of `between` must lie between the two matches. */
export function carryPast(ended: Float64Array, between: (cell: number) => boolean): Continuation {
  const values = new Float64Array(ended.length).fill(Number.NEGATIVE_INFINITY);
  const endedAt = new Int32Array(ended.length).fill(-1);
  let best = -1;
  let passed = -1;
  for (let cell = 1; cell < ended.length; cell += 1) {
    if (between(cell - 1)) passed = best;
    if (best < 0 || (ended[cell - 1] as number) > (ended[best] as number)) best = cell - 1;
    if (passed < 0) continue;
    endedAt[cell] = passed;
    values[cell] = ended[passed] as number;
  }
  return { values, endedAt };
}
