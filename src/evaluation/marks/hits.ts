import type { Span } from "../../core/span.js";
import type { QueryMoment } from "../../query/searchQuery.js";
import type { Searcher } from "../../query/searcher.js";

/** A span that a search calls found, and what was searched for. */
export interface QueryHit extends Span, Pick<QueryMoment, "videoId" | "path" | "keyframeSeconds" | "confidence"> {
  readonly query: string;
}

/** Of each query, best first; what comes after that nobody looks at. */
export const maxHitsOfQuery = 100;

/**
 * All that searches for these queries call found, query by query, best first.
 *
 * @throws {KinodexError} `usage` for a query that cannot be read
 */
export async function findHits(
  searcher: Pick<Searcher, "search">,
  queries: readonly string[],
  signal?: AbortSignal,
): Promise<QueryHit[]> {
  const hits: QueryHit[] = [];
  for (const query of queries) {
    signal?.throwIfAborted();
    const { moments, foundFrom } = await searcher.search({ query, top: maxHitsOfQuery });
    for (const { videoId, path, startSeconds, endSeconds, keyframeSeconds, confidence } of moments)
      if (confidence >= foundFrom)
        hits.push({ query, videoId, path, startSeconds, endSeconds, keyframeSeconds, confidence });
  }
  return hits;
}
