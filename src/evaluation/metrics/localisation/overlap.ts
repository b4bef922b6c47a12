import { temporalIoU, type Span } from "../../../core/span.js";

/** Spans that were found for a query, best first, and those that are true of it. */
export interface LocalisedQuery {
  readonly found: readonly Span[];
  /** Not empty. */
  readonly truth: readonly Span[];
}

/** Overlap of the best span found with the nearest true one, as intersection over union in [0, 1]. */
export function bestOverlap({ found: [best], truth }: LocalisedQuery): number {
  return best ? Math.max(...truth.map((span) => temporalIoU(best, span))) : 0;
}

/** Share of queries whose best span overlaps a true one by at least `least` (R1@IoU, Lei et al. 2021). */
export function recallAtOverlap(queries: readonly LocalisedQuery[], least: number): number {
  return queries.filter((query) => bestOverlap(query) >= least).length / queries.length;
}

/** Mean over queries of the overlap of the best span found (mIoU). */
export function meanOverlap(queries: readonly LocalisedQuery[]): number {
  return queries.reduce((sum, query) => sum + bestOverlap(query), 0) / queries.length;
}
