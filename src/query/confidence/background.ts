import { normalBelow } from "../../core/normal.js";
import type { Embedding } from "../../core/vectors.js";
import { expectedOf, fitWording, type Wording } from "./wording.js";

/**
 * What the best similarity of a query looks like when the archive does not show what it asks for.
 *
 * A normal distribution fitted to the best similarities that a bank of unrelated queries reaches in this very index:
 * score normalisation by a cohort (Auckenthaler et al. 2000, https://doi.org/10.1006/dspr.1999.0360) with an empirical
 * null (Efron 2004, https://doi.org/10.1198/016214504000000089). How near a query lies to pictures at all differs more
 * from query to query than the luck of the best frame does, so the law is the queries' own and not one of extremes:
 * a Gumbel law answers one unrelated query in a hundred where five were allowed, and so misses what is there.
 */
export interface Background {
  /** Best similarity of an unrelated query in the middle. */
  readonly mean: number;
  /** Standard deviation over unrelated queries, above 0. */
  readonly deviation: number;
  /** Unrelated queries that this was measured with. */
  readonly queryCount: number;
  /** What of a text's best similarity is due to its wording, and how the rest is spread; absent where nobody measured it. */
  readonly byWording?: { readonly wording: Wording; readonly mean: number; readonly deviation: number } | undefined;
}

/** A background as it is kept with an index. */
export interface MeasuredBackground {
  /** Frames that the index held when this was measured. */
  readonly frameCount: number;
  /** Absent where nothing could be said: that is worth keeping as well, since finding it out takes as long. */
  readonly background?: Background | undefined;
}

const minDeviation = 1e-3;
/** With fewer texts nothing can be said of their wording. */
const minTexts = 100;
/** Standard deviations from the middle of a normal distribution to its lowest, or highest, tenth; and quarter. */
const [tenth, quarter] = [1.2815516, 0.6744898];

/**
 * Fits a background to the best similarities of unrelated queries; `undefined` where they are fewer than eight.
 *
 * By their median, and the wider of its two sides: the lowest tenth and, as the highest may be about something that is
 * there after all, the upper quarter. Where they hardly can, as of several things at once, the highest tenth tells
 * instead (`upperTells`).
 */
export function fitBackground(
  bestSimilarities: readonly number[],
  { upperTells = false }: { readonly upperTells?: boolean } = {},
): Background | undefined {
  if (bestSimilarities.length < 8) return undefined;
  const sorted = bestSimilarities.toSorted((a, b) => a - b);
  const mean = quantile(sorted, 0.5);
  const below = (mean - quantile(sorted, 0.1)) / tenth;
  const above = upperTells ? (quantile(sorted, 0.9) - mean) / tenth : (quantile(sorted, 0.75) - mean) / quarter;
  const deviation = Math.max(minDeviation, below, above);
  return { mean, deviation, queryCount: sorted.length };
}

/** {@link fitBackground} of texts, which also learns what their wording gives by chance. */
export function fitTextBackground(
  embeddings: readonly Embedding[],
  bestSimilarities: readonly number[],
): Background | undefined {
  const background = fitBackground(bestSimilarities);
  if (!background || bestSimilarities.length < minTexts) return background;
  const { wording, left } = fitWording(embeddings, bestSimilarities);
  const rest = fitBackground(left);
  if (!rest || rest.deviation >= background.deviation) return background;
  return { ...background, byWording: { wording, mean: rest.mean, deviation: rest.deviation } };
}

/**
 * Probability in [0, 1] that an unrelated query's best similarity stays below `similarity`; that of a query of the same
 * wording, where its embedding is given and the background knows wordings.
 */
export function confidenceOf(similarity: number, background: Background, embedding?: Embedding): number {
  const { mean, deviation, byWording } = background;
  if (!byWording || !embedding) return normalBelow((similarity - mean) / deviation);
  const left = similarity - expectedOf(byWording.wording, embedding);
  return normalBelow((left - byWording.mean) / byWording.deviation);
}

/** Whether what was measured of an index of `countThen` frames, or segments, still fits it now that it holds `countNow`. */
export function isCurrent(countThen: number, countNow: number): boolean {
  return Math.abs(countNow - countThen) <= 0.1 * countThen;
}

/** Value below which `share` of the ascending values lie, between neighbours linearly. */
function quantile(ascending: readonly number[], share: number): number {
  const place = share * (ascending.length - 1);
  const low = ascending[Math.floor(place)] as number;
  const high = ascending[Math.ceil(place)] as number;
  return low + (place - Math.floor(place)) * (high - low);
}
