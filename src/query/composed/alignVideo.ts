import type { Span } from "../../core/span.js";
import { overlapSeconds } from "../../core/span.js";
import type { Embedding } from "../../core/vectors.js";
import { scoreRows } from "../../store/exactIndex.js";
import type { QueryTree } from "../language/tree.js";
import type { StoredVideo } from "../storedVideo.js";
import { createAligner, type Alignment, type AlignmentInput } from "./align.js";
import { growSpans, type OperandMatch } from "./growSpans.js";
import { levelOf } from "./level.js";

/** A stretch of a video that answers a composed query. */
export interface AlignedMoment extends Span {
  readonly keyframeSeconds: number;
  readonly similarity: number;
  /** What each phrase matched, in the order of the query. */
  readonly operands: readonly OperandMatch[];
}

/** What one video is matched against. */
export interface AlignmentRequest {
  readonly tree: QueryTree;
  /** The embedding of each phrase of the tree. */
  readonly embeddings: ReadonlyMap<string, Embedding>;
  readonly presentAbove: number;
  readonly within?: Span | undefined;
  readonly maxMoments: number;
}

/**
 * Finds the best moments of one video for a query tree, best first, disjoint.
 *
 * After the first one only those count in which every operand stands out in the video.
 */
export function alignVideo(video: StoredVideo, request: AlignmentRequest): AlignedMoment[] {
  const { tree, maxMoments } = request;
  const input = toInput(video, request);
  const aligner = createAligner(tree, input);
  const levels = new Map(Array.from(input.curves, ([phrase, curve]) => [phrase, levelOf(curve, input)]));
  const excluded = new Uint8Array(input.startSeconds.length);
  const moments: AlignedMoment[] = [];
  while (moments.length < maxMoments) {
    const alignment = aligner.best(excluded);
    if (!alignment || (moments.length > 0 && !standsOut(alignment, levels))) break;
    const moment = toMoment(alignment, growSpans(alignment.anchors, input));
    moments.push(moment);
    for (let cell = 0; cell < excluded.length; cell += 1) {
      const span = { startSeconds: input.startSeconds[cell] as number, endSeconds: input.endSeconds[cell] as number };
      if (overlapSeconds(span, moment) > 0) excluded[cell] = 1;
    }
    for (const { from, to } of alignment.anchors) excluded.fill(1, from, to + 1);
  }
  return moments;
}

function toInput(video: StoredVideo, { embeddings, presentAbove, within }: AlignmentRequest) {
  const { stretches, curveEmbeddings } = video;
  const isVisible = (n: number) => !within || overlapSeconds(stretches[n] as Span, within) > 0;
  const visible = Array.from(stretches.keys()).filter(isVisible);
  const pick = (read: (row: number) => number) => Float64Array.from(visible, read);
  const curves = new Map<string, ArrayLike<number>>();
  for (const [phrase, embedding] of embeddings) {
    const similarities = scoreRows(curveEmbeddings, stretches.length, embedding);
    curves.set(
      phrase,
      pick((row) => similarities[row] as number),
    );
  }
  return {
    startSeconds: pick((row) => stretches[row]?.startSeconds ?? 0),
    endSeconds: pick((row) => stretches[row]?.endSeconds ?? 0),
    keyframeSeconds: pick((row) => stretches[row]?.keyframeSeconds ?? 0),
    curves,
    presentAbove,
  } satisfies AlignmentInput & { keyframeSeconds: Float64Array };
}

function standsOut({ anchors }: Alignment, levels: ReadonlyMap<string, number>): boolean {
  return anchors.every(({ phrase, similarity }) => similarity >= (levels.get(phrase) ?? 0));
}

function toMoment({ similarity }: Alignment, operands: readonly OperandMatch[]): AlignedMoment {
  const best = operands.reduce((a, b) => (b.similarity > a.similarity ? b : a));
  return {
    startSeconds: Math.min(...operands.map(({ startSeconds }) => startSeconds)),
    endSeconds: Math.max(...operands.map(({ endSeconds }) => endSeconds)),
    keyframeSeconds: best.keyframeSeconds,
    similarity,
    operands,
  };
}
