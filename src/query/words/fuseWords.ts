import { durationOf, overlapSeconds, contains } from "../../core/span.js";
import { dot, type Embedding } from "../../core/vectors.js";
import type { SegmentHit } from "../../store/store.js";
import type { ConfidentMoment } from "../moments/foundMoment.js";
import type { KeptVideos } from "../moments/keptVideos.js";
import type { WordHit } from "./searchWords.js";
import type { StoredVideo } from "../moments/storedVideo.js";

/** How slowly what a place in a list counts for falls off; 60 in the paper. */
const rankConstant = 60;

interface Fused {
  moment: ConfidentMoment;
  reciprocalRanks: number;
}

/**
 * Fuses moments found by embeddings with segments found by words: reciprocal rank fusion (Cormack et al. 2009,
 * https://doi.org/10.1145/1571941.1572114), in which a segment counts for the moment that it mostly shares its time with.
 * Moments of at least `sure` come first; equal ones by their confidence.
 */
export async function fuseWords(
  videos: KeptVideos,
  embedding: Embedding,
  moments: readonly ConfidentMoment[],
  hits: readonly WordHit[],
  sure: number,
): Promise<ConfidentMoment[]> {
  const known = await videos.findAll(hits.map(({ segment }) => segment.videoId));
  const fused: Fused[] = moments.map((moment, rank) => ({ moment, reciprocalRanks: 1 / (rankConstant + rank + 1) }));
  for (const [rank, { segment, confidence }] of hits.entries()) {
    const reciprocalRank = 1 / (rankConstant + rank + 1);
    const same = fused.find(({ moment }) => isSamePlace(moment, segment));
    if (!same) {
      const video = known.get(segment.videoId);
      const moment = video && toMoment(video, segment, confidence, embedding); // none: removed meanwhile
      if (moment) fused.push({ moment, reciprocalRanks: reciprocalRank });
    } else if (!same.moment.sources.includes(segment.source)) {
      const sources = [...same.moment.sources, segment.source];
      same.moment = { ...same.moment, sources, confidence: Math.max(same.moment.confidence, confidence) };
      same.reciprocalRanks += reciprocalRank;
    }
  }
  const isSure = ({ moment }: Fused) => Number(moment.confidence >= sure);
  return fused
    .sort(
      (a, b) =>
        isSure(b) - isSure(a) || b.reciprocalRanks - a.reciprocalRanks || b.moment.confidence - a.moment.confidence,
    )
    .map(({ moment }) => moment);
}

function isSamePlace(moment: ConfidentMoment, segment: SegmentHit): boolean {
  const shared = overlapSeconds(moment, segment);
  return moment.videoId === segment.videoId && shared > 0.5 * Math.min(durationOf(moment), durationOf(segment));
}

/** A moment that words alone found: the segment, and the frame in it that is most similar to the query. */
function toMoment(
  video: StoredVideo,
  { videoId, startSeconds, endSeconds, source }: SegmentHit,
  confidence: number,
  embedding: Embedding,
): ConfidentMoment {
  const path = video.record.paths[0] ?? "";
  const place = { videoId, path, startSeconds, endSeconds, sources: [source], confidence };
  const similarityAt = (row: number) =>
    dot(video.frameEmbeddings.subarray(row * embedding.length, (row + 1) * embedding.length), embedding);
  const rows = [...video.frameTimes.keys()];
  const inside = rows.filter((row) => contains(place, video.frameTimes[row] as number));
  const before = rows.findLast((row) => (video.frameTimes[row] as number) <= startSeconds);
  const [first = before ?? 0, ...others] = inside;
  const best = others.reduce((a, b) => (similarityAt(b) > similarityAt(a) ? b : a), first);
  const keyframeSeconds = inside.length > 0 ? (video.frameTimes[best] as number) : startSeconds;
  return { ...place, keyframeSeconds, similarity: video.frameTimes.length > 0 ? similarityAt(best) : 0 };
}
