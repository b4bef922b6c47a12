import { normalBelow } from "../../core/normal.js";
import { poolChances } from "./lookAtGap.js";

/** An option among others. */
export interface RankedOption {
  /** Its place among those that were given. */
  readonly index: number;
  /** Probability that it is right. */
  readonly confidence: number;
  /** Probability that it beats the next best. */
  readonly lead: number;
}

/**
 * Options by how far they stand out, in deviations of unrelated texts, the likeliest first.
 *
 * @param filled probability of each by what looked at the pictures, where something did.
 */
export function rankByStands(stands: readonly number[], filled?: readonly number[]): RankedOption[] {
  const beats = (one: number, other: number): number => {
    const chance = normalBelow(((stands[one] as number) - (stands[other] as number)) / Math.SQRT2);
    return filled ? poolChances(chance, filled[one] as number, filled[other] as number) : chance;
  };
  return rankBy([...stands.keys()], beats);
}

/** Options by how probably each beats each other, which counts as independent; the likeliest first. */
export function rankBy(indices: readonly number[], beats: (one: number, other: number) => number): RankedOption[] {
  return indices
    .map((index) => {
      const chances = indices.filter((other) => other !== index).map((other) => beats(index, other));
      return { index, confidence: chances.reduce((a, b) => a * b, 1), lead: Math.min(1, ...chances) };
    })
    .toSorted((a, b) => b.confidence - a.confidence);
}
