/** Cosine of two vectors of the same length and any norm, in double precision; 0 where one is zero. */
export function cosineOf(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [product, normA, normB] = [0, 0, 0];
  for (let n = 0; n < a.length; n += 1) {
    const [x, y] = [a[n] as number, b[n] as number];
    product += x * y;
    normA += x * x;
    normB += y * y;
  }
  return normA > 0 && normB > 0 ? product / Math.sqrt(normA * normB) : 0;
}
