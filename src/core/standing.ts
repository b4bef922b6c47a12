/** What a similarity is usually like, and how much it differs. */
export interface Usual {
  readonly mean: number;
  /** Standard deviation, above 0. */
  readonly deviation: number;
}

/**
 * The mean and the standard deviation of similarities, which is `minDeviation` at least, so that what hardly differs is
 * not blown up.
 */
export function usualOf(similarities: ArrayLike<number>, minDeviation: number): Usual {
  const count = Math.max(1, similarities.length);
  let [sum, squares] = [0, 0];
  for (let n = 0; n < similarities.length; n += 1) sum += similarities[n] as number;
  const mean = sum / count;
  for (let n = 0; n < similarities.length; n += 1) squares += ((similarities[n] as number) - mean) ** 2;
  return { mean, deviation: Math.max(minDeviation, Math.sqrt(squares / count)) };
}

/**
 * Standard deviations by which a similarity stands above the usual.
 *
 * A similarity says little: some texts are near to every picture, and some pictures to every text. Standardised by what
 * its text reaches with other pictures, then by what other texts reach with this picture, it can be compared with those
 * of other texts (ZT-norm of speaker verification, Auckenthaler et al. 2000, https://doi.org/10.1006/dspr.1999.0360).
 */
export function standingOf(similarity: number, { mean, deviation }: Usual): number {
  return (similarity - mean) / deviation;
}
