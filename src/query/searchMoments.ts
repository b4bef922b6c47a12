import type { Span } from "../core/span.js";
import { contains, overlapSeconds } from "../core/span.js";
import type { Embedding } from "../core/vectors.js";
import { scoreRows } from "../store/exactIndex.js";
import type { StoreReader } from "../store/store.js";
import { proposeMoments, type Moment } from "../temporal/moments.js";
import { toSimilarityCurve, type ClipSimilarity, type FrameSimilarity } from "../temporal/similarityCurve.js";
import { storedVideo } from "./storedVideo.js";

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
 * the curve stands out.
 */
export async function searchMoments(store: StoreReader, query: MomentQuery): Promise<FoundMoment[]> {
  const ranked: { readonly moment: FoundMoment; readonly rank: number }[] = [];
  for (const videoId of await candidateVideos(store, query)) {
    for (const [n, moment] of momentsIn(store, videoId, query).entries()) {
      ranked.push({ moment, rank: moment.similarity - n * repetitionPenalty });
    }
  }
  return ranked
    .sort((a, b) => b.rank - a.rank)
    .slice(0, query.top)
    .map(({ moment }) => moment);
}

/** Videos with the best frame or clip hits: a few more than `top`, as their curves may order them otherwise. */
async function candidateVideos(store: StoreReader, query: MomentQuery): Promise<string[]> {
  const { embedding, top, videoId, within } = query;
  if (videoId !== undefined) return [videoId];
  const wanted = Math.max(64, 16 * top);
  const hits = [
    ...(await store.searchFrames(embedding, wanted, { span: within })),
    ...(await store.searchClips(embedding, wanted, { span: within })),
  ];
  hits.sort((a, b) => b.similarity - a.similarity);
  return [...new Set(hits.map((hit) => hit.videoId))].slice(0, top + 4);
}

function momentsIn(store: StoreReader, videoId: string, { embedding, within }: MomentQuery): FoundMoment[] {
  const video = storedVideo(store, videoId);
  if (!video) return []; // removed meanwhile
  const ofFrames = scoreRows(video.frameEmbeddings, video.frameTimes.length, embedding);
  const ofClips = scoreRows(video.clipEmbeddings, video.clips.length, embedding);
  const frames = Array.from(ofFrames, (similarity, row) => ({
    timeSeconds: video.frameTimes[row] as number,
    similarity,
  }));
  const clips = video.clips.map(({ startSeconds, endSeconds }, row) => ({
    startSeconds,
    endSeconds,
    similarity: ofClips[row] as number,
  }));
  const { cutsSeconds, record } = video;
  const curve = toSimilarityCurve({ frames, clips, cutsSeconds, durationSeconds: record.durationSeconds });
  const visible = within ? curve.filter((cell) => overlapSeconds(cell, within) > 0) : curve;
  return proposeMoments(visible, { maxMoments: momentsPerVideo }).map((moment) => ({
    videoId,
    ...moment,
    sources: sourcesOf(moment, frames, clips),
  }));
}

/** Which kinds of embedding lie above the moment's own similarity somewhere in it; the frame's at least. */
function sourcesOf(
  moment: Moment,
  frames: readonly FrameSimilarity[],
  clips: readonly ClipSimilarity[],
): readonly MomentSource[] {
  const byFrame = frames.some((frame) => contains(moment, frame.timeSeconds) && frame.similarity >= moment.similarity);
  const byClip = clips.some((clip) => overlapSeconds(clip, moment) > 0 && clip.similarity >= moment.similarity);
  return [...(byFrame || !byClip ? (["frame"] as const) : []), ...(byClip ? (["clip"] as const) : [])];
}
