import { meanOf, meansBy } from "../../statistics/summary.js";

/**
 * Share of examples whose right class is among the `k` highest logits, `[examples][classes]`; a class that ties with
 * the right one comes before it.
 */
export function topKAccuracy(logits: readonly (readonly number[])[], right: readonly number[], k: number): number {
  return meanOf(logits.map((row, n) => Number(placeOf(row, right[n] as number) <= k)));
}

/** Mean over classes that occur of the share of their examples that are right: rare classes count as much as others. */
export function meanPerClassRecall(logits: readonly (readonly number[])[], right: readonly number[]): number {
  const outcomes = logits.map((row, n) => ({
    label: right[n] as number,
    isRight: placeOf(row, right[n] as number) === 1,
  }));
  const byClass = meansBy(
    outcomes,
    ({ label }) => String(label),
    ({ isRight }) => Number(isRight),
  );
  return meanOf([...byClass.values()]);
}

/** How often examples of each class were given each class, that of the highest logit: `[right][given]`. */
export function toConfusion(
  logits: readonly (readonly number[])[],
  right: readonly number[],
  classCount: number,
): number[][] {
  const counts = Array.from({ length: classCount }, () => Array.from({ length: classCount }, () => 0));
  for (const [n, row] of logits.entries()) {
    const ofRight = counts[right[n] as number] as number[];
    const given = row.indexOf(Math.max(...row));
    ofRight[given] = (ofRight[given] as number) + 1;
  }
  return counts;
}

function placeOf(row: readonly number[], right: number): number {
  const own = row[right] as number;
  return 1 + row.filter((logit, k) => k !== right && logit >= own).length;
}
