/** How sure a moment or an answer is, in the words that people read. */
export type Certainty = "strong" | "possible" | "unlikely";

const strongFrom = 0.9;

/**
 * The word for a confidence, where what has at least `foundFrom` counts as found.
 *
 * What is not found is "unlikely", however high that line lies; what is found is "strong" from 0.9 on, else "possible".
 */
export function toCertainty(confidence: number, foundFrom: number): Certainty {
  if (confidence < foundFrom) return "unlikely";
  return confidence >= strongFrom ? "strong" : "possible";
}

/** The word for the confidence of an answer that is given: it counts as found, or it would have been withheld. */
export function toAnswerCertainty(confidence: number): Certainty {
  return toCertainty(confidence, 0);
}

/** A share of one for people, `94 %` for 0.947: rounded down, so that it crosses no line that the share does not reach. */
export function toPercent(share: number): string {
  return `${Math.floor(share * 100 + 1e-9)} %`;
}
