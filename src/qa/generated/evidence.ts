import type { Embedding } from "../../core/vectors.js";
import { dotRow } from "../../core/vectors.js";
import { confidenceOf, type Background } from "../../query/confidence/background.js";
import { operandsOf, type QueryTree } from "../../query/language/tree.js";
import type { StoredVideo } from "../../query/moments/storedVideo.js";
import type { SearchedIndex } from "../../query/searchedIndex.js";
import type { Evidence } from "../answerTypes.js";

/** Where in a video a statement may be seen. */
export interface Places {
  readonly video: StoredVideo;
  /** Times of stored frames that an answer cites. */
  readonly citedSeconds: readonly number[];
  /** All that were shown: a sequence is not found in what is cited for its end alone. */
  readonly shownSeconds: readonly number[];
  /** Whether the video was chosen among all, where chance reaches further. */
  readonly isAmongAll: boolean;
}

/** How clearly a statement is seen. */
export interface Seen {
  /** Probability that an unrelated text's best frame is less similar; of several phrases, the lowest. */
  readonly confidence: number;
  /** Of each phrase the pictures in which it is seen as clearly as asked for. */
  readonly evidence: readonly Evidence[];
}

/**
 * Measures by the embeddings of stored frames whether pictures show what a statement says; `sure` is the confidence from
 * which a picture counts.
 */
export async function measureSeen(
  index: SearchedIndex,
  { video, citedSeconds, shownSeconds, isAmongAll }: Places,
  statement: QueryTree,
  sure: number,
): Promise<Seen> {
  const chances = await chancesIn(index, video.record.videoId, isAmongAll);
  const encoder = await index.model.open("text");

  const ofPhrase = async (text: string, times: readonly number[]): Promise<Seen> => {
    const [embedding] = await encoder.encode([text]);
    const places = times
      .map((timeSeconds) => toEvidence(video, timeSeconds, text, embedding as Embedding))
      .toSorted((a, b) => b.similarity - a.similarity);
    const confidences = places.map(({ similarity }) => judge(similarity, chances));
    const evidence = places.filter((_, n) => (confidences[n] as number) >= sure);
    return { confidence: confidences[0] ?? 0, evidence };
  };

  const of = async (tree: QueryTree, times: readonly number[]): Promise<Seen> => {
    if (tree.type === "phrase") return ofPhrase(tree.text, times);
    if (tree.type === "not") return { confidence: 1, evidence: [] };
    const isSequence = tree.type === "then";
    const parts: Seen[] = [];
    for (const operand of operandsOf(tree)) parts.push(await of(operand, isSequence ? shownSeconds : times));
    const confidences = parts.map(({ confidence }) => confidence);
    if (tree.type === "or") return parts[confidences.indexOf(Math.max(...confidences))] as Seen;
    if (isSequence && !isInOrder(parts)) return { confidence: 0, evidence: [] };
    return { confidence: Math.min(...confidences), evidence: parts.flatMap(({ evidence }) => evidence) };
  };
  return of(statement, citedSeconds);
}

/** What unrelated texts reach in a video, and among all; none where it is not known. */
async function chancesIn(
  { backgrounds }: SearchedIndex,
  videoId: string,
  isAmongAll: boolean,
): Promise<readonly Background[]> {
  const ofVideo = await backgrounds.ofFrames(videoId);
  if (!ofVideo) return [];
  const ofAll = isAmongAll ? await backgrounds.ofSingle() : undefined;
  return ofAll ? [ofVideo, ofAll] : [ofVideo];
}

function judge(similarity: number, chances: readonly Background[]): number {
  if (chances.length === 0) return 0;
  return Math.min(...chances.map((background) => confidenceOf(similarity, background)));
}

/** Whether what shows each part best comes in the order of the parts. */
function isInOrder(parts: readonly Seen[]): boolean {
  const starts = parts.map(({ evidence: [best] }) => best?.startSeconds);
  return starts.every((start, n) => n === 0 || (start ?? -1) > (starts[n - 1] ?? Number.POSITIVE_INFINITY));
}

/** What a frame shows of a text, for as long as the frame stands on the curve of the video. */
function toEvidence(video: StoredVideo, timeSeconds: number, caption: string, embedding: Embedding): Evidence {
  const { record, frameTimes, frameEmbeddings, stretches, stretchStarts } = video;
  const { startSeconds, endSeconds } = stretches[stretchStarts.findLastIndex((start) => start <= timeSeconds)] ?? {
    startSeconds: timeSeconds,
    endSeconds: record.durationSeconds,
  };
  const similarity = dotRow(frameEmbeddings, frameTimes.indexOf(timeSeconds), embedding);
  return { videoId: record.videoId, path: record.paths[0] ?? "", startSeconds, endSeconds, similarity, caption };
}
