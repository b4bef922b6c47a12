/** The float32 values of a reference, which are base64. */
export function toFloats(base64: string): Float32Array {
  const bytes = Uint8Array.from(Buffer.from(base64, "base64"));
  return new Float32Array(bytes.buffer);
}

/** The largest difference of two rows of values; infinite where they are not as many. */
export function maxDifference(found: Float32Array | undefined, expected: ArrayLike<number>): number {
  if (found?.length !== expected.length) return Number.POSITIVE_INFINITY;
  return found.reduce((most, value, n) => Math.max(most, Math.abs(value - (expected[n] as number))), 0);
}
