/** Indices of `length` things: all, or `max` spread evenly from the first to the last. */
export function spreadEvenly(length: number, max: number): number[] {
  if (length <= max) return Array.from({ length }, (_, n) => n);
  const step = max > 1 ? (length - 1) / (max - 1) : 0;
  return Array.from({ length: max }, (_, n) => Math.round(n * step));
}
