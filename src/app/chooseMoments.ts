/** The moments of a search that an export writes: those that count as found, and the misses where they are asked for. */
export function chooseMoments<Moment extends { readonly confidence: number }>(
  { foundFrom, moments }: { readonly foundFrom: number; readonly moments: readonly Moment[] },
  includeMisses = false,
): readonly Moment[] {
  return includeMisses ? moments : moments.filter(({ confidence }) => confidence >= foundFrom);
}
