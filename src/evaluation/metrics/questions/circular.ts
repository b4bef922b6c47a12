/** A question's options in one order. */
export interface TurnedOptions {
  readonly options: readonly string[];
  /** Place of the right one. */
  readonly right: number;
}

/**
 * The options turned by each number of places, so that the right one stands once in every place (MMBench's
 * CircularEval, Liu et al. 2023, https://arxiv.org/abs/2307.06281). A model that prefers a place is right once in k
 * turns; `allRightShare` over the turns then counts it as wrong.
 */
export function turnOptions(options: readonly string[], right: number): TurnedOptions[] {
  const count = options.length;
  return options.map((_, by) => ({
    options: options.map((__, n) => options[(n + by) % count] as string),
    right: (right - by + count) % count,
  }));
}
