/**
 * P values that hold for many tests together (Holm 1979), in the order given: below 0.05, all such findings are right
 * with a probability of 95 %, however the tests depend on each other.
 */
export function holmAdjust(pValues: readonly number[]): number[] {
  const order = pValues.map((_, n) => n).sort((a, b) => (pValues[a] as number) - (pValues[b] as number));
  const adjusted = Array.from<number>({ length: pValues.length });
  let least = 0;
  for (const [place, n] of order.entries()) {
    least = Math.max(least, Math.min(1, (pValues.length - place) * (pValues[n] as number)));
    adjusted[n] = least;
  }
  return adjusted;
}
