/** How a bootstrap or a permutation test draws; the same seed gives the same result. */
export interface ResamplingOptions {
  readonly rounds?: number | undefined;
  /** Default 1. */
  readonly seed?: number | undefined;
}
