import { durationOf, temporalIoU } from "../../../core/span.js";
import { meanOf } from "../../statistics/summary.js";
import { recallAtOverlap, type LocalisedQuery } from "./overlap.js";

/** Overlaps that QVHighlights asks for: 0.5, 0.55, … 0.95. */
export const momentOverlaps: readonly number[] = Array.from({ length: 10 }, (_, n) => (50 + 5 * n) / 100);

/** Found spans that are looked at. */
const maxFound = 10;

/** QVHighlights' ranges of the lengths of true moments, in seconds: longer than the first number, up to the second. */
export const momentLengths = { full: [0, Infinity], short: [0, 10], middle: [10, 30], long: [30, Infinity] } as const;

/** Figures of moment retrieval; keys are overlaps. */
export interface MomentFigures {
  readonly meanAveragePrecision: Readonly<Record<number, number>>;
  readonly recallAt1: Readonly<Record<number, number>>;
  /** Mean of `meanAveragePrecision` over the overlaps. */
  readonly averageOverOverlaps: number;
}

/**
 * QVHighlights' moment retrieval: mAP and R1 at ten overlaps, of the ten best spans (Lei et al. 2021,
 * https://arxiv.org/abs/2107.09609).
 */
export function momentFigures(queries: readonly LocalisedQuery[]): MomentFigures {
  const precisions = momentOverlaps.map((least) =>
    meanOf(queries.map((query) => momentAveragePrecision({ ...query, found: query.found.slice(0, maxFound) }, least))),
  );
  const byOverlap = (values: readonly number[]) =>
    Object.fromEntries(momentOverlaps.map((least, n) => [least, values[n] as number]));
  return {
    meanAveragePrecision: byOverlap(precisions),
    recallAt1: byOverlap(momentOverlaps.map((least) => recallAtOverlap(queries, least))),
    averageOverOverlaps: meanOf(precisions),
  };
}

/** Queries with a true moment of a length, other true moments left out: what is said of short, middle and long ones. */
export function queriesOfLength(
  queries: readonly LocalisedQuery[],
  [above, most]: readonly [above: number, most: number],
): LocalisedQuery[] {
  return queries
    .map((query) => ({
      ...query,
      truth: query.truth.filter((span) => durationOf(span) > above && durationOf(span) <= most),
    }))
    .filter(({ truth }) => truth.length > 0);
}

/**
 * Average precision of the spans found for one query: each is right if it overlaps a true one, not yet taken, by at
 * least `least`. Precision at each recall is the best at that recall or more (Pascal VOC).
 */
export function momentAveragePrecision({ found, truth }: LocalisedQuery, least: number): number {
  const taken = new Set<number>();
  let hits = 0;
  const precisions = found.flatMap((span, place) => {
    const overlaps = truth.map((own) => temporalIoU(span, own));
    const nearest = overlaps.map((_, n) => n).sort((a, b) => (overlaps[b] as number) - (overlaps[a] as number));
    const match = nearest.find((n) => (overlaps[n] as number) >= least && !taken.has(n));
    if (match === undefined) return [];
    taken.add(match);
    hits += 1;
    return [hits / (place + 1)];
  });
  let [best, area] = [0, 0];
  for (const precision of precisions.toReversed()) {
    best = Math.max(best, precision);
    area += best / truth.length;
  }
  return area;
}
