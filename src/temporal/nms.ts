import { temporalIoU, type Span } from "../core/span.js";

/** A span with how well it matches; higher is better. */
export interface RankedSpan extends Span {
  readonly similarity: number;
}

/**
 * Temporal non-maximum suppression: best first, without those that overlap a better one by more than `maxIoU`
 * (default 0.5).
 */
export function suppressOverlaps<T extends RankedSpan>(spans: readonly T[], maxIoU = 0.5): T[] {
  const kept: T[] = [];
  for (const span of spans.toSorted((a, b) => b.similarity - a.similarity))
    if (kept.every((better) => temporalIoU(better, span) <= maxIoU)) kept.push(span);
  return kept;
}
