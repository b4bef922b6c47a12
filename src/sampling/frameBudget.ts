/** Grants frames so that no minute has more than a given number of them. */
export interface FrameBudget {
  /** Share of the burst allowance that is left at a time not before the last frame taken, in [0, 1]. */
  leftAt(timeSeconds: number): number;
  /** Takes the frame of a time (times never decrease), if a `reserve` (a share of the allowance) stays behind. */
  take(timeSeconds: number, reserve?: number): boolean;
}

/**
 * A token bucket: half of `framesPerMinute` may come at once and the other half trickles in, so that any 60 seconds see
 * at most `framesPerMinute` frames, and a short video may spend more a second than a long one.
 */
export function createFrameBudget(framesPerMinute: number): FrameBudget {
  // At a whole minute's distance the trickle has brought 60 * rate more, so capacity + 60 * rate bounds the sum.
  const capacity = Math.max(1, Math.floor(framesPerMinute / 2));
  const perSecond = (framesPerMinute - capacity) / 60;
  let tokens = capacity;
  let takenSeconds: number | undefined;

  const tokensAt = (timeSeconds: number) =>
    takenSeconds === undefined ? capacity : Math.min(capacity, tokens + (timeSeconds - takenSeconds) * perSecond);

  return {
    leftAt: (timeSeconds) => tokensAt(timeSeconds) / capacity,
    take(timeSeconds, reserve = 0) {
      const available = tokensAt(timeSeconds);
      if (available < 1 + reserve * capacity) return false;
      tokens = available - 1;
      takenSeconds = timeSeconds;
      return true;
    },
  };
}
