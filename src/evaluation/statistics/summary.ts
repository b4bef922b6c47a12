/** Sum of values; 0 of none. */
export function sumOf(values: readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}

/** Unweighted mean; NaN of no values. */
export function meanOf(values: readonly number[]): number {
  return sumOf(values) / values.length;
}

/** Sample variance, divided by n - 1; NaN of fewer than two values. */
export function varianceOf(values: readonly number[]): number {
  const mean = meanOf(values);
  return sumOf(values.map((value) => (value - mean) ** 2)) / (values.length - 1 || Number.NaN);
}

/** Middle value; the mean of the two middle ones for an even number; NaN of no values. */
export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** Mean of a number of items for each key, keys in the order of their first item. */
export function meansBy<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
  valueOf: (item: Item) => number,
): Map<string, number> {
  const values = new Map<string, number[]>();
  for (const item of items) {
    const ofKey = values.get(keyOf(item));
    if (ofKey) ofKey.push(valueOf(item));
    else values.set(keyOf(item), [valueOf(item)]);
  }
  return new Map([...values].map(([key, ofKey]) => [key, meanOf(ofKey)]));
}
