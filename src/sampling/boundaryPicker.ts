/** A place where a cut may be: certain from strength 1 on, unless a stronger one is near. */
export interface Boundary {
  readonly timeSeconds: number;
  readonly strength: number;
  /** Keeps weaker boundaries out from this far on either side. */
  readonly reachSeconds: number;
}

/** Picks local maxima from a stream of boundaries that come in order of time: non-maximum suppression over time. */
export interface BoundaryPicker {
  add(boundary: Boundary): void;
  /** Times of the cuts that no later boundary can change any more. */
  decide(): number[];
  /** Times of the rest. */
  finish(): number[];
}

/** Builds a picker for boundaries whose `reachSeconds` is at most `maxReachSeconds`. */
export function createBoundaryPicker(maxReachSeconds: number): BoundaryPicker {
  /** Boundaries of strength 1 or more that may still win or lose against another. */
  let rivals: Boundary[] = [];
  let decided = 0;
  let nowSeconds = Number.NEGATIVE_INFINITY;

  function decide(untilSeconds: number): number[] {
    const cuts: number[] = [];
    for (let at = decided; at < rivals.length; at += 1) {
      const boundary = rivals[at] as Boundary;
      if (boundary.timeSeconds > untilSeconds) break;
      if (!rivals.some((other, n) => outdoes(other, boundary, n < at))) cuts.push(boundary.timeSeconds);
      decided = at + 1;
    }
    const kept = rivals.findIndex((rival) => rival.timeSeconds > untilSeconds - maxReachSeconds);
    const gone = Math.min(decided, kept < 0 ? rivals.length : kept);
    rivals = rivals.slice(gone);
    decided -= gone;
    return cuts;
  }

  return {
    add(boundary) {
      nowSeconds = boundary.timeSeconds;
      if (boundary.strength >= 1) rivals.push(boundary);
    },
    decide: () => decide(nowSeconds - maxReachSeconds),
    finish: () => decide(Number.POSITIVE_INFINITY),
  };
}

function outdoes(other: Boundary, than: Boundary, isEarlier: boolean): boolean {
  if (other === than) return false;
  const gapSeconds = Math.abs(other.timeSeconds - than.timeSeconds);
  if (gapSeconds >= Math.max(other.reachSeconds, than.reachSeconds)) return false;
  return other.strength > than.strength || (isEarlier && other.strength === than.strength);
}
