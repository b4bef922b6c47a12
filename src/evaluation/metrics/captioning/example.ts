/** A caption, and what people said of the same: words as `tokeniseCaption` gives them. */
export interface CaptionExample {
  readonly candidate: readonly string[];
  /** At least one. */
  readonly references: readonly (readonly string[])[];
}

/** What a metric says of captions. */
export interface CaptionScores {
  /** Of all together: the mean of `each`, or what their counts give in sum. */
  readonly corpus: number;
  /** Of each caption, in order. */
  readonly each: readonly number[];
}
