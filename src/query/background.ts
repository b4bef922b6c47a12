/**
 * What the best similarity of a query looks like when the archive does not show what it asks for.
 *
 * The largest of many similarities follows an extreme-value law, so a Gumbel distribution is fitted to the best
 * similarities that a bank of unrelated queries reaches in this very index (score normalisation by a background
 * cohort: Auckenthaler et al. 2000, https://doi.org/10.1006/dspr.1999.0360). The fit uses the lower half of them only:
 * some queries of any bank are about something that is there.
 */
export interface Background {
  /** Location of the Gumbel distribution. */
  readonly location: number;
  /** Scale of the Gumbel distribution, above 0. */
  readonly scale: number;
  /** Frames that the index held when this was measured. */
  readonly frameCount: number;
  readonly queryCount: number;
}

const smallestScale = 1e-4;

/** Fits a background to the best similarities of unrelated queries by their median and lower quartile. */
export function fitBackground(bestSimilarities: readonly number[], frameCount: number): Background | undefined {
  if (bestSimilarities.length < 8) return undefined;
  const sorted = [...bestSimilarities].sort((a, b) => a - b);
  const quantile = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] as number;
  const [median, lowerQuartile] = [quantile(0.5), quantile(0.25)];
  // Gumbel quantile: location - scale * ln(-ln p); between p = 1/4 and p = 1/2 that grows by scale * ln 2.
  const scale = Math.max(smallestScale, (median - lowerQuartile) / Math.LN2);
  return { location: median + scale * Math.log(Math.LN2), scale, frameCount, queryCount: sorted.length };
}

/** Probability in (0, 1) that an unrelated query's best similarity stays below `similarity`. */
export function confidenceOf(similarity: number, { location, scale }: Background): number {
  return Math.exp(-Math.exp(-(similarity - location) / scale));
}

/** Whether a background still fits an index that now holds `frameCount` frames. */
export function isCurrent(background: Background, frameCount: number): boolean {
  return Math.abs(frameCount - background.frameCount) <= 0.1 * background.frameCount;
}
