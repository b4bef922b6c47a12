import type { Span } from "../../core/span.js";
import type { Embedding } from "../../core/vectors.js";
import type { StoreReader } from "../../store/store.js";

/** Where a composed query looks for candidates. */
export interface CandidateScope {
  readonly top: number;
  readonly videoId?: string | undefined;
  readonly within?: Span | undefined;
}

/**
 * The videos in which a composed query may be found, the most promising first.
 *
 * Every operand is searched for among frames and clips; a video that is among the hits of any is a candidate, so that
 * one which is fair for each part is not lost to those that are good for one. Ranked by the sum of their best hits,
 * where an operand without a hit counts as much as its worst hit: the video is no better than that.
 */
export async function candidateVideos(
  store: StoreReader,
  embeddings: readonly Embedding[],
  { top, videoId, within }: CandidateScope,
): Promise<string[]> {
  if (videoId !== undefined) return [videoId];
  const wanted = Math.max(64, 16 * top);
  const sums = new Map<string, number>();
  let floor = 0;
  for (const embedding of embeddings) {
    const hits = [
      ...(await store.searchFrames(embedding, wanted, { span: within })),
      ...(await store.searchClips(embedding, wanted, { span: within })),
    ];
    const best = new Map<string, number>();
    for (const hit of hits) best.set(hit.videoId, Math.max(hit.similarity, best.get(hit.videoId) ?? -1));
    const worst = Math.min(1, ...best.values());
    for (const [id, sum] of sums) sums.set(id, sum + (best.get(id) ?? worst));
    for (const [id, similarity] of best) if (!sums.has(id)) sums.set(id, floor + similarity);
    floor += worst;
  }
  return [...sums.entries()]
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, 2 * top + 32)
    .map(([id]) => id);
}
