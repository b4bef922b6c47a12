import type { Span } from "../../core/span.js";
import type { Embedding } from "../../core/vectors.js";
import type { StoreReader } from "../../store/store.js";
import { vectorKindsOf, type MomentScope } from "./momentScope.js";

/** A video that may hold what is searched for. */
export interface Candidate {
  readonly videoId: string;
  /** Sum of its best hits, one for each embedding. */
  readonly similarity: number;
  /** Times of the frames, and of the keyframes of the clips, that were hit; in no order. */
  readonly hitSeconds: readonly number[];
}

/** How far candidates are looked for. */
export interface CandidateLimits extends Pick<MomentScope, "videoIds" | "within" | "sources"> {
  /** Moments that are wanted: the more, the more hits are looked at. */
  readonly top: number;
  /** A clip stands for about so many frames that no other clip stands for: so many fewer clips are looked at. */
  readonly framesPerClip: number;
  readonly maxVideos: number;
}

/** A frame stands for what is shown until half way to its neighbours; samplers leave at most twice this between two. */
const maxReachSeconds = 10;

/**
 * The videos in which all of several embeddings may be found, the most promising first.
 *
 * Each embedding is searched for among frames and clips; a video that is among the hits of any is a candidate, so that
 * one which is fair for each is not lost to those that are good for one. Ranked by the sum of their best hits, where an
 * embedding without a hit counts as much as its worst hit: the video is no better than that. Hits a little outside of a span
 * count, as what is seen in it may be told by a frame beside it.
 */
export async function candidateVideos(
  store: StoreReader,
  embeddings: readonly Embedding[],
  { top, framesPerClip, maxVideos, ...scope }: CandidateLimits,
): Promise<Candidate[]> {
  const maxHits = Math.max(64, 16 * top);
  const kinds = vectorKindsOf(scope);
  const maxClips = Math.ceil(maxHits / (kinds.includes("frames") ? framesPerClip : 1));
  const filter = { videoIds: scope.videoIds, span: scope.within && widen(scope.within) };
  const drafts = new Map<string, Draft>();
  let floor = 0;
  for (const embedding of embeddings) {
    for (const draft of drafts.values()) draft.best = Number.NEGATIVE_INFINITY;
    const frames = kinds.includes("frames") ? await store.searchFrames(embedding, maxHits, filter) : [];
    for (const { videoId, similarity, timeSeconds } of frames) addHit(drafts, videoId, similarity, timeSeconds, floor);
    const clips = kinds.includes("clips") ? await store.searchClips(embedding, maxClips, filter) : [];
    for (const { videoId, similarity, keyframeSeconds } of clips)
      addHit(drafts, videoId, similarity, keyframeSeconds, floor);
    let worst = 1;
    for (const { best } of drafts.values()) if (isHit(best)) worst = Math.min(worst, best);
    for (const draft of drafts.values()) draft.similarity += isHit(draft.best) ? draft.best : worst;
    floor += worst;
  }
  return [...drafts.values()].sort((a, b) => b.similarity - a.similarity).slice(0, maxVideos);
}

function widen({ startSeconds, endSeconds }: Span): Span {
  return { startSeconds: startSeconds - maxReachSeconds, endSeconds: endSeconds + maxReachSeconds };
}

interface Draft {
  readonly videoId: string;
  similarity: number;
  /** The best hit for the embedding at hand; -∞ without one. */
  best: number;
  readonly hitSeconds: number[];
}

const isHit = (best: number): boolean => best > Number.NEGATIVE_INFINITY;

/** Adds a hit to its video, which begins at `floor` where it is new. */
function addHit(
  drafts: Map<string, Draft>,
  videoId: string,
  similarity: number,
  timeSeconds: number,
  floor: number,
): void {
  const known = drafts.get(videoId);
  if (!known) {
    drafts.set(videoId, { videoId, similarity: floor, best: similarity, hitSeconds: [timeSeconds] });
    return;
  }
  known.best = Math.max(known.best, similarity);
  known.hitSeconds.push(timeSeconds);
}
