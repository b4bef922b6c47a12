/** A number for people: two places for shares, three digits for others, a dash for none. */
export function toFigureText(value: unknown): string {
  if (typeof value !== "number" || !Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  const isShare = size <= 1 && (size >= 0.005 || size === 0);
  const text = isShare ? size.toFixed(2) : String(Number(size.toPrecision(isShare || size > 1 ? 3 : 1)));
  return value < 0 && Number(text) !== 0 ? `−${text}` : text;
}

/** An interval for people. */
export function toIntervalText(interval: unknown): string {
  return Array.isArray(interval) ? `${toFigureText(interval[0])} to ${toFigureText(interval[1])}` : "–";
}

/** A p value: no smaller one is told than 0.001. */
export function toProbabilityText(p: number | undefined): string {
  if (p === undefined) return "–";
  return p < 0.001 ? "< 0.001" : p.toFixed(3);
}
