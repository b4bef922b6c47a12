import { meanOf, sumOf } from "./summary.js";

/** Pearson's correlation of two lists of the same length, in [-1, 1]; NaN where one does not vary. */
export function pearsonCorrelation(a: readonly number[], b: readonly number[]): number {
  const [meanA, meanB] = [meanOf(a), meanOf(b)];
  const products = a.map((value, n) => (value - meanA) * ((b[n] as number) - meanB));
  const squares = (values: readonly number[], mean: number) => sumOf(values.map((value) => (value - mean) ** 2));
  return sumOf(products) / Math.sqrt(squares(a, meanA) * squares(b, meanB));
}

/** Spearman's rank correlation; equal values share the mean of their ranks. */
export function spearmanCorrelation(a: readonly number[], b: readonly number[]): number {
  return pearsonCorrelation(toRanks(a), toRanks(b));
}

/** Kendall's τ-b, which takes ties into account (Kendall 1945). O(n²). */
export function kendallCorrelation(a: readonly number[], b: readonly number[]): number {
  let [agreeing, untiedA, untiedB] = [0, 0, 0];
  for (let n = 0; n < a.length; n += 1)
    for (let m = 0; m < n; m += 1) {
      const signA = Math.sign((a[n] as number) - (a[m] as number));
      const signB = Math.sign((b[n] as number) - (b[m] as number));
      agreeing += signA * signB;
      untiedA += signA * signA;
      untiedB += signB * signB;
    }
  return agreeing / Math.sqrt(untiedA * untiedB);
}

/** Ranks from 1, in the order given; equal values share the mean of theirs. */
export function toRanks(values: readonly number[]): number[] {
  const order = values.map((_, n) => n).sort((a, b) => (values[a] as number) - (values[b] as number));
  const ranks = Array.from<number>({ length: values.length });
  for (let start = 0, end = 0; start < order.length; start = end) {
    while (end < order.length && values[order[end] as number] === values[order[start] as number]) end += 1;
    for (let n = start; n < end; n += 1) ranks[order[n] as number] = (start + 1 + end) / 2;
  }
  return ranks;
}
