import { createRandom } from "../../core/random.js";
import type { ResamplingOptions } from "./resampling.js";
import { meanOf } from "./summary.js";

/** A statistic of labelled things, beside what it would be if labels meant nothing. */
export interface PermutedStatistic {
  readonly value: number;
  /** Its mean over labels dealt out anew: a largest difference is above 0 by chance alone. */
  readonly chance: number;
  /** How often dealing gives as large a value, the one that was seen among them. */
  readonly p: number;
}

/**
 * Whether a statistic is larger than chance gives: labels are dealt out anew among all, or among those of the same `stratum`
 * where what they share must not count. `rounds` (1000) are drawn. One-sided.
 */
export function labelPermutationTest(
  labels: readonly string[],
  statisticOf: (labels: readonly string[]) => number,
  { rounds = 1000, seed = 1, strata }: ResamplingOptions & { readonly strata?: readonly string[] | undefined } = {},
): PermutedStatistic {
  const value = statisticOf(labels);
  const random = createRandom(seed);
  const places = [...placesByStratum(labels, strata).values()];
  const drawn = Array.from({ length: rounds }, () => statisticOf(deal(labels, places, random)));
  // sums of the same numbers in another order differ in their last digits
  const hits = drawn.filter((other) => other >= value - 1e-12).length;
  return { value, chance: meanOf(drawn), p: (hits + 1) / (rounds + 1) };
}

function placesByStratum(labels: readonly string[], strata: readonly string[] | undefined): Map<string, number[]> {
  const places = new Map<string, number[]>();
  for (const n of labels.keys()) {
    const stratum = strata?.[n] ?? "";
    const own = places.get(stratum);
    if (own) own.push(n);
    else places.set(stratum, [n]);
  }
  return places;
}

/** Labels in an order of chance within each list of places. */
function deal(labels: readonly string[], places: readonly (readonly number[])[], random: () => number): string[] {
  const dealt = [...labels];
  for (const own of places)
    for (let n = own.length - 1; n > 0; n -= 1) {
      const [one, other] = [own[n] as number, own[Math.floor(random() * (n + 1))] as number];
      [dealt[one], dealt[other]] = [dealt[other] as string, dealt[one] as string];
    }
  return dealt;
}
