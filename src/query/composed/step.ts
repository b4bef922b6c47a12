/** Where a phrase of the query was placed. */
export interface Anchor {
  readonly phrase: string;
  /** The cell that matches. */
  readonly cell: number;
  /** Cells that surely belong to the match, both included; `cell` alone unless the query asks for a duration. */
  readonly from: number;
  readonly to: number;
  readonly similarity: number;
  /** Seconds that the query wants between this anchor and the one before it. */
  readonly gapSeconds: number;
}

/** One operator applied to all cells at once: matches that end at each cell, and how to read one back. */
export interface Step {
  /** Best value of a match that ends there, everything before it included. */
  readonly ended: Float64Array;
  /** Tells the anchors of the match that ends at `cell` and returns the cell where it begins. */
  readonly trace: (cell: number, anchors: Anchor[]) => number;
}

/** At each cell the best of several ways to match. */
export function best(steps: readonly Step[]): Step {
  const [first, ...others] = steps as [Step, ...Step[]];
  const choice = new Uint8Array(first.ended.length);
  const ended = first.ended.slice();
  for (const [n, other] of others.entries()) {
    for (let cell = 0; cell < ended.length; cell += 1) {
      if (!((other.ended[cell] as number) > (ended[cell] as number))) continue;
      ended[cell] = other.ended[cell] as number;
      choice[cell] = n + 1;
    }
  }
  return { ended, trace: (cell, anchors) => (steps[choice[cell] as number] as Step).trace(cell, anchors) };
}

/** Values in which the blocked cells cannot be. */
export function without(values: Float64Array, blocked: ArrayLike<number> | undefined): Float64Array {
  return blocked ? values.map((value, cell) => (blocked[cell] ? Number.NEGATIVE_INFINITY : value)) : values;
}

/** The items in every order. */
export function permutationsOf<T>(items: readonly T[]): T[][] {
  if (items.length < 2) return [[...items]];
  return items.flatMap((item, n) => permutationsOf(items.toSpliced(n, 1)).map((rest) => [item, ...rest]));
}
