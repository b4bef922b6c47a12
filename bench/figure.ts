/** One measured figure against its target. */
export interface Figure {
  readonly name: string;
  /** What was measured, in a sentence. */
  readonly what: string;
  readonly value: number;
  readonly unit: "ratio" | "ms" | "s" | "kB" | "MB" | "count";
  readonly target: { readonly atMost: number } | { readonly atLeast: number };
  readonly met: boolean;
  /** What the value was computed from; units are in the names. */
  readonly raw: Readonly<Record<string, unknown>>;
}

/** Completes a figure by judging its value. */
export function toFigure(measured: Omit<Figure, "met">): Figure {
  const { value, target } = measured;
  const met = "atMost" in target ? value <= target.atMost : value >= target.atLeast;
  return { ...measured, value: round(value), met, raw: roundAll(measured.raw) as Figure["raw"] };
}

/** Middle value; the mean of the two middle ones for an even number. */
export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] as number;
  return sorted.length % 2 ? upper : ((sorted[middle - 1] as number) + upper) / 2;
}

/** Seconds that `work` takes. */
export async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now();
  await work();
  return (performance.now() - startedMs) / 1000;
}

/** Tells people what is going on; stdout holds the result alone. */
export function note(line: string): void {
  process.stderr.write(`${line}\n`);
}

const round = (value: number) => Number(value.toPrecision(6));

function roundAll(value: unknown): unknown {
  if (typeof value === "number") return round(value);
  if (Array.isArray(value)) return value.map(roundAll);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, roundAll(part)]));
}
