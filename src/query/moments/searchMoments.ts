import { rowProducts } from "../../core/rowProducts.js";
import type { Span } from "../../core/span.js";
import { contains, overlapSeconds } from "../../core/span.js";
import { dotRow, type Embedding } from "../../core/vectors.js";
import type { StoreReader } from "../../store/store.js";
import { proposeMoments, type Moment } from "../../temporal/moments.js";
import { toCurve, type CurveCell } from "../../temporal/similarityCurve.js";
import type { SearchedIndex } from "../searchedIndex.js";
import { candidateVideos, type Candidate } from "./candidateVideos.js";
import type { FoundMoment, MomentSource } from "./foundMoment.js";
import { frameHeights } from "./frameHeights.js";
import { momentsAround, readHits } from "./momentsAround.js";
import { rankOf } from "./ranking.js";
import type { MomentScope } from "./momentScope.js";
import type { StoredVideo } from "./storedVideo.js";
import { viewVideos, type ViewedVideos } from "./viewVideos.js";

/** What is searched for, and where. */
export interface MomentQuery extends MomentScope {
  /** Unit embedding of a text or a picture, in the space of the index's model. */
  readonly embedding: Embedding;
  /** Maximum number of moments. */
  readonly top: number;
  /** What unrelated queries have in common, where one video is searched; moments are then in the order of what is the query's own. */
  readonly usual?: Embedding | undefined;
}

/** Maximum number of moments of one video. */
const maxPerVideo = 5;
/** A clip stands for about so many frames that no other clip stands for. */
const framesPerClip = 4;

/**
 * Finds the moments that match a query best, best first.
 *
 * Frame and clip embeddings are searched separately; each video that is among the hits of either becomes a candidate.
 * A candidate's frame and clip similarities are fused to one curve over its time, and moments are the spans in which
 * the curve stands out. The best hits are read on the curve first, and candidates are taken in that order until the
 * ones that are left are too low for the `top` (as the threshold algorithm does, Fagin et al. 2003).
 */
export async function searchMoments(
  { store, videos: all }: Pick<SearchedIndex, "store" | "videos">,
  query: MomentQuery,
): Promise<FoundMoment[]> {
  const { embedding, top, within, videoId } = query;
  const videos = viewVideos(all, query);
  if (within || videoId !== undefined) return searchWithin({ store, videos }, query);
  const found = await findCandidates(store, query);
  const read = await videos.findAll(found.map((candidate) => candidate.videoId));
  const candidates = found.flatMap(({ videoId: id, hitSeconds }) => {
    const video = read.get(id); // none: removed meanwhile
    return video ? [readHits(video, embedding, hitSeconds)] : [];
  });
  const ranked: RankedMoment[] = [];
  for (const hits of candidates.sort((a, b) => b.highest - a.highest)) {
    const last = ranked[top - 1];
    if (last && last.rank >= hits.highest) break;
    rank(ranked, hits.video, momentsAround(hits, maxPerVideo));
  }
  return toFound(ranked, query);
}

interface RankedMoment {
  readonly video: StoredVideo;
  readonly moment: Moment;
  readonly rank: number;
}

/** Adds the moments of a video, best first, where they belong. */
function rank(ranked: RankedMoment[], video: StoredVideo, moments: readonly Moment[]): void {
  ranked.push(...moments.map((moment, n) => ({ video, moment, rank: rankOf(moment.similarity, n) })));
  ranked.sort((a, b) => b.rank - a.rank);
}

function toFound(ranked: readonly RankedMoment[], { top, embedding }: MomentQuery): FoundMoment[] {
  return ranked.slice(0, top).map(({ video, moment }) => ({
    videoId: video.record.videoId,
    path: video.record.paths[0] ?? "",
    ...moment,
    sources: sourcesOf(moment, video, embedding),
  }));
}

/** Moments of one video or one span of time, from every curve that has a part there. */
async function searchWithin(
  { store, videos }: { readonly store: StoreReader; readonly videos: ViewedVideos },
  query: MomentQuery,
): Promise<FoundMoment[]> {
  const { embedding, videoId, within, usual } = query;
  const videoIds =
    videoId === undefined ? (await findCandidates(store, query)).map((video) => video.videoId) : [videoId];
  const ranked: RankedMoment[] = [];
  for (const video of (await videos.findAll(videoIds)).values()) {
    const heights = rowProducts(video.curveEmbeddings, embedding);
    const curve = toCurve(video.stretches, heights);
    const isVisible = (cell: Span) => !within || overlapSeconds(cell, within) > 0;
    if (usual && videoId !== undefined) {
      const apart = embedding.map((value, n) => value - (usual[n] as number)); // what is its own
      const own = toCurve(video.stretches, frameHeights(video, apart)).filter(isVisible);
      for (const moment of proposeMoments(own, { maxMoments: maxPerVideo })) {
        const { similarity } = curve.find((cell) => cell.keyframeSeconds === moment.keyframeSeconds) as CurveCell;
        ranked.push({ video, moment: { ...moment, similarity }, rank: moment.similarity });
      }
    } else rank(ranked, video, proposeMoments(curve.filter(isVisible), { maxMoments: maxPerVideo }));
  }
  return toFound(ranked, query);
}

/** Videos with the best frame or clip hits: a few more than `top`, as their curves may order them otherwise. */
function findCandidates(store: StoreReader, { embedding, top, ...scope }: MomentQuery): Promise<Candidate[]> {
  return candidateVideos(store, [embedding], { ...scope, top, framesPerClip, maxVideos: top + 4 });
}

/** Which kinds of embedding are as similar at the keyframe as the moment; the frame's at least. */
function sourcesOf(moment: Moment, video: StoredVideo, embedding: Embedding): readonly MomentSource[] {
  const { frameTimes, frameEmbeddings, clips, clipEmbeddings } = video;
  if (frameTimes.length === 0) return ["clip"];
  const { keyframeSeconds, similarity } = moment;
  const reaches = (matrix: Float32Array, row: number) => dotRow(matrix, row, embedding) >= similarity;
  const frame = frameTimes.indexOf(keyframeSeconds);
  const byFrame = frame >= 0 && reaches(frameEmbeddings, frame);
  const byClip = clips.some((clip, row) => contains(clip, keyframeSeconds) && reaches(clipEmbeddings, row));
  return [...(byFrame || !byClip ? (["frame"] as const) : []), ...(byClip ? (["clip"] as const) : [])];
}
