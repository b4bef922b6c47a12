import type { Span } from "../../core/span.js";
import type { Embedding } from "../../core/vectors.js";
import type { StoreReader } from "../../store/store.js";

/** A video that may hold what is searched for. */
export interface Candidate {
  readonly videoId: string;
  /** Sum of its best hits, one for each embedding. */
  readonly similarity: number;
  /** Times of the frames, and of the keyframes of the clips, that were hit; in no order. */
  readonly hitSeconds: readonly number[];
}

/** How far candidates are looked for. */
export interface CandidateLimits {
  /** Moments that are wanted: the more, the more hits are looked at. */
  readonly top: number;
  /** A clip stands for about so many frames that no other clip stands for: so many fewer clips are looked at. */
  readonly framesPerClip: number;
  readonly maxVideos: number;
  /** Only hits that overlap this span of a video. */
  readonly within?: Span | undefined;
}

/**
 * The videos in which all of several embeddings may be found, the most promising first.
 *
 * Each embedding is searched for among frames and clips; a video that is among the hits of any is a candidate, so that
 * one which is fair for each is not lost to those that are good for one. Ranked by the sum of their best hits, where an
 * embedding without a hit counts as much as its worst hit: the video is no better than that.
 */
export async function candidateVideos(
  store: StoreReader,
  embeddings: readonly Embedding[],
  { top, framesPerClip, maxVideos, within }: CandidateLimits,
): Promise<Candidate[]> {
  const maxHits = Math.max(64, 16 * top);
  const candidates = new Map<string, { videoId: string; similarity: number; hitSeconds: number[] }>();
  let floor = 0;
  for (const embedding of embeddings) {
    const hits = await findHits(store, embedding, [maxHits, Math.ceil(maxHits / framesPerClip)], within);
    const best = new Map<string, number>();
    for (const { videoId, similarity } of hits) best.set(videoId, Math.max(similarity, best.get(videoId) ?? -1));
    const worst = Math.min(1, ...best.values());
    for (const known of candidates.values()) known.similarity += best.get(known.videoId) ?? worst;
    for (const [videoId, similarity] of best)
      if (!candidates.has(videoId))
        candidates.set(videoId, { videoId, similarity: floor + similarity, hitSeconds: [] });
    for (const { videoId, timeSeconds } of hits) candidates.get(videoId)?.hitSeconds.push(timeSeconds);
    floor += worst;
  }
  return [...candidates.values()].sort((a, b) => b.similarity - a.similarity).slice(0, maxVideos);
}

interface Hit {
  readonly videoId: string;
  readonly similarity: number;
  readonly timeSeconds: number;
}

async function findHits(
  store: StoreReader,
  embedding: Embedding,
  [maxFrames, maxClips]: readonly [number, number],
  span: Span | undefined,
): Promise<readonly Hit[]> {
  const frames = await store.searchFrames(embedding, maxFrames, { span });
  const clips = await store.searchClips(embedding, maxClips, { span });
  const ofClips = clips.map(({ videoId, similarity, keyframeSeconds }) => {
    return { videoId, similarity, timeSeconds: keyframeSeconds };
  });
  return [...frames, ...ofClips];
}
