import { contains, overlapSeconds, type Span } from "../core/span.js";
import { dotRow, type Embedding } from "../core/vectors.js";
import type { StoredVideo } from "../query/moments/storedVideo.js";
import type { SearchedIndex } from "../query/searchedIndex.js";
import type { Evidence, Finding, SeenFrames } from "./answerTypes.js";

/** Similarities may differ by this much in single precision. */
const tolerance = 1e-4;

/**
 * What is wrong with the evidence of an answer, a sentence for each fault; none where every span exists, lies inside its
 * video, and shows what it says as clearly as it says, by what is stored or was seen anew.
 */
export async function checkEvidence(
  { model, videos }: SearchedIndex,
  evidence: readonly Evidence[],
  seenAnew: Finding["seenAnew"] = new Map(),
): Promise<string[]> {
  if (evidence.length === 0) return [];
  const embeddings = await (await model.open("text")).encode(evidence.map(({ caption }) => caption));
  const known = await videos.findAll(evidence.map(({ videoId }) => videoId));
  return evidence.flatMap((one, n) => {
    const anew = seenAnew.get(one.videoId);
    return faultOf(known.get(one.videoId), anew, one, embeddings[n] as Embedding) ?? [];
  });
}

function faultOf(
  video: StoredVideo | undefined,
  anew: SeenFrames | undefined,
  evidence: Evidence,
  embedding: Embedding,
): string | undefined {
  const { videoId, startSeconds, endSeconds, similarity, caption } = evidence;
  if (!video) return `the video ${videoId} is not in the index`;
  const lastSeconds = Math.max(video.record.durationSeconds, video.stretches.at(-1)?.endSeconds ?? 0);
  if (!(startSeconds >= 0 && startSeconds < endSeconds && endSeconds <= lastSeconds + tolerance))
    return `${startSeconds} s to ${endSeconds} s does not lie in the ${lastSeconds} s of ${videoId}`;
  const shown = Math.max(
    highestCurveIn(video, evidence, embedding),
    ...[video, anew].flatMap((frames) => (frames ? [highestFrameIn(frames, evidence, embedding)] : [])),
  );
  if (shown >= similarity - tolerance) return undefined;
  return `"${caption}" has the similarity ${shown.toFixed(4)} from ${startSeconds} s to ${endSeconds} s, not ${similarity.toFixed(4)}`;
}

/** The best of the frames in a span. */
function highestFrameIn({ frameTimes, frameEmbeddings }: SeenFrames, span: Span, embedding: Embedding): number {
  let highest = Number.NEGATIVE_INFINITY;
  for (const [row, timeSeconds] of frameTimes.entries())
    if (contains(span, timeSeconds)) highest = Math.max(highest, dotRow(frameEmbeddings, row, embedding));
  return highest;
}

/** The best of the curve in a span, in which clips have their share. */
function highestCurveIn({ stretches, curveEmbeddings }: StoredVideo, span: Span, embedding: Embedding): number {
  let highest = Number.NEGATIVE_INFINITY;
  for (const [row, stretch] of stretches.entries())
    if (overlapSeconds(stretch, span) > tolerance) highest = Math.max(highest, dotRow(curveEmbeddings, row, embedding));
  return highest;
}
