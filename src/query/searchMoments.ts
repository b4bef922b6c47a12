import type { Span } from "../core/span.js";
import { contains, overlapSeconds } from "../core/span.js";
import { dot, type Embedding } from "../core/vectors.js";
import { scoreRows } from "../store/exactIndex.js";
import type { StoreReader } from "../store/store.js";
import { proposeMoments, type Moment } from "../temporal/moments.js";
import { toCurve } from "../temporal/similarityCurve.js";
import { storedVideo, type StoredVideo } from "./storedVideo.js";

/** What is searched for, and where. */
export interface MomentQuery {
  /** Unit embedding of a text or a picture, in the space of the index's model. */
  readonly embedding: Embedding;
  /** Moments wanted at most. */
  readonly top: number;
  /** Only this video. */
  readonly videoId?: string;
  /** Only moments that overlap this stretch of a video. */
  readonly within?: Span;
}

/** Which embeddings a moment was found by. */
export type MomentSource = "frame" | "clip";

/** A span of a video that answers a query. */
export interface FoundMoment extends Moment {
  readonly videoId: string;
  readonly sources: readonly MomentSource[];
}

/** Moments that one video may give at most. */
const momentsPerVideo = 5;
/** Of equally similar moments, the one whose video has not been shown yet comes first. */
const repetitionPenalty = 0.01;

/**
 * Finds the moments that match a query best, best first.
 *
 * Frame and clip embeddings are searched separately; each video that is among the hits of either becomes a candidate.
 * A candidate's frame and clip similarities are fused to one curve over its time, and moments are the spans in which
 * the curve stands out. A curve is nowhere higher than the video's best hit, so candidates are taken in the order of
 * their best hits until none that is left can reach the `top` (the threshold algorithm, Fagin et al. 2003).
 */
export async function searchMoments(store: StoreReader, query: MomentQuery): Promise<FoundMoment[]> {
  const ranked: { readonly moment: FoundMoment; readonly rank: number }[] = [];
  for (const { videoId, highest } of await candidateVideos(store, query)) {
    const last = ranked[query.top - 1];
    if (last && last.rank >= highest) break;
    for (const [n, moment] of momentsIn(store, videoId, query).entries()) {
      ranked.push({ moment, rank: moment.similarity - n * repetitionPenalty });
    }
    ranked.sort((a, b) => b.rank - a.rank);
  }
  return ranked.slice(0, query.top).map(({ moment }) => moment);
}

interface Candidate {
  readonly videoId: string;
  /** No moment of the video is more similar. */
  readonly highest: number;
}

/** Videos with the best frame or clip hits: a few more than `top`, as their curves may order them otherwise. */
async function candidateVideos(store: StoreReader, query: MomentQuery): Promise<Candidate[]> {
  const { embedding, top, videoId, within } = query;
  if (videoId !== undefined) return [{ videoId, highest: Number.POSITIVE_INFINITY }];
  const wanted = Math.max(64, 16 * top);
  const hits = [
    ...(await store.searchFrames(embedding, wanted, { span: within })),
    ...(await store.searchClips(embedding, wanted, { span: within })),
  ];
  hits.sort((a, b) => b.similarity - a.similarity);
  const highest = new Map<string, number>();
  for (const hit of hits) if (!highest.has(hit.videoId)) highest.set(hit.videoId, hit.similarity);
  // Smoothing may lift the edge of a span by frames beyond it, which were no hits.
  const bound = (similarity: number) => (within ? Number.POSITIVE_INFINITY : similarity);
  return Array.from(highest, ([id, similarity]) => ({ videoId: id, highest: bound(similarity) })).slice(0, top + 4);
}

function momentsIn(store: StoreReader, videoId: string, { embedding, within }: MomentQuery): FoundMoment[] {
  const video = storedVideo(store, videoId);
  if (!video) return []; // removed meanwhile
  const curve = toCurve(video.stretches, scoreRows(video.curveEmbeddings, video.stretches.length, embedding));
  const visible = within ? curve.filter((cell) => overlapSeconds(cell, within) > 0) : curve;
  return proposeMoments(visible, { maxMoments: momentsPerVideo }).map((moment) => ({
    videoId,
    ...moment,
    sources: sourcesOf(moment, video, embedding),
  }));
}

/** Which kinds of embedding lie above the moment's own similarity somewhere in it; the frame's at least. */
function sourcesOf(moment: Moment, video: StoredVideo, embedding: Embedding): readonly MomentSource[] {
  const reaches = (matrix: Float32Array, row: number) =>
    dot(matrix.subarray(row * embedding.length, (row + 1) * embedding.length), embedding) >= moment.similarity;
  const byFrame = video.frameTimes.some(
    (timeSeconds, row) => contains(moment, timeSeconds) && reaches(video.frameEmbeddings, row),
  );
  const byClip = video.clips.some(
    (clip, row) => overlapSeconds(clip, moment) > 0 && reaches(video.clipEmbeddings, row),
  );
  return [...(byFrame || !byClip ? (["frame"] as const) : []), ...(byClip ? (["clip"] as const) : [])];
}
