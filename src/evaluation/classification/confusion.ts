/** What an example is, and what it was taken for. */
export interface ClassAnswer {
  readonly right: string;
  readonly given: string;
}

/** Two classes of which one is taken for the other. */
export interface ConfusedPair extends ClassAnswer {
  readonly count: number;
  /** Of all examples of the right class. */
  readonly share: number;
}

/** How often which class is taken for which, in bounded space. */
export interface Confusion {
  /** Those that are confused most, in the order of their names. */
  readonly classes: readonly string[];
  /** `[right][given]`, both in that order; `given` has one more place for all classes that are not among them. */
  readonly counts: readonly (readonly number[])[];
  /** Classes that are not among them. */
  readonly leftOut: number;
  /** Most frequent first. */
  readonly mostConfused: readonly ConfusedPair[];
}

const maxClasses = 30;
const maxPairs = 20;

/**
 * Sums up a confusion matrix (`[right][given]`, of `toConfusion`). Up to 30 classes are shown whole; of more, those that stand in
 * the most frequent confusions.
 */
export function summariseConfusion(counts: readonly (readonly number[])[], names: readonly string[]): Confusion {
  const totals = counts.map((row) => row.reduce((a, b) => a + b, 0));
  const pairs = counts
    .flatMap((row, right) => row.map((count, given) => ({ right, given, count })))
    .filter(({ right, given, count }) => right !== given && count > 0)
    .sort((a, b) => b.count - a.count || a.right - b.right || a.given - b.given);
  const shown = chooseClasses(pairs, names.length);
  const nameOf = (n: number) => names[n] as string;
  return {
    classes: shown.map(nameOf),
    counts: shown.map((right) => {
      const row = shown.map((given) => counts[right]?.[given] ?? 0);
      return [...row, (totals[right] as number) - row.reduce((a, b) => a + b, 0)];
    }),
    leftOut: names.length - shown.length,
    mostConfused: pairs.slice(0, maxPairs).map(({ right, given, count }) => ({
      right: nameOf(right),
      given: nameOf(given),
      count,
      share: count / (totals[right] as number),
    })),
  };
}

function chooseClasses(pairs: readonly { readonly right: number; readonly given: number }[], count: number): number[] {
  const all = Array.from({ length: count }, (_, n) => n);
  if (count <= maxClasses) return all;
  const chosen = new Set<number>();
  for (const n of [...pairs.flatMap(({ right, given }) => [right, given]), ...all])
    if (chosen.size < maxClasses) chosen.add(n);
  return all.filter((n) => chosen.has(n));
}
