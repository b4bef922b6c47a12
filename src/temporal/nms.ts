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

/** Settings of {@link softenOverlaps}. */
export interface SoftenOverlapsSettings {
  /** Width of the Gaussian that lowers a similarity by its IoU with a better span. Default 0.5. */
  readonly sigma?: number | undefined;
  /** Spans below this are left out. Default 0. */
  readonly minSimilarity?: number | undefined;
}

/**
 * Soft temporal non-maximum suppression with a Gaussian penalty (Bodla et al. 2017): best first, each similarity
 * multiplied by `exp(-IoU^2 / sigma)` for every better span. Similarities must not be negative.
 */
export function softenOverlaps<T extends RankedSpan>(spans: readonly T[], settings: SoftenOverlapsSettings = {}): T[] {
  const { sigma = 0.5, minSimilarity = 0 } = settings;
  let left = [...spans];
  const kept: T[] = [];
  while (left.length > 0) {
    const best = left.reduce((a, b) => (b.similarity > a.similarity ? b : a));
    if (best.similarity < minSimilarity) break;
    kept.push(best);
    const rest = left.filter((span) => span !== best);
    left = rest.map((span) => ({
      ...span,
      similarity: span.similarity * Math.exp(-(temporalIoU(best, span) ** 2) / sigma),
    }));
  }
  return kept;
}
