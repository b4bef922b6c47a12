import { rowProducts } from "../../core/rowProducts.js";
import type { Span } from "../../core/span.js";
import { overlapSeconds } from "../../core/span.js";
import type { Embedding } from "../../core/vectors.js";
import { suppressOverlaps } from "../../temporal/nms.js";
import type { QueryTree } from "../language/tree.js";
import { frameHeights } from "../moments/frameHeights.js";
import type { StoredVideo } from "../moments/storedVideo.js";
import { createAligner, type Alignment, type AlignmentInput } from "./align.js";
import { growSpans, type OperandMatch } from "./growSpans.js";
import { levelOf } from "./level.js";
import { orderLogOdds, orderWindow, reversedOf } from "./order.js";
import { isOfOneThing } from "./shape.js";

/** A span of a video that answers a composed query. */
export interface AlignedMoment extends Span {
  readonly keyframeSeconds: number;
  /** Mean of the operands' similarities. */
  readonly similarity: number;
  /** What each phrase matched, in the order of the query. */
  readonly operands: readonly OperandMatch[];
  /** Of a sequence: log odds that its operands are there in this order rather than in the reverse. */
  readonly orderContrast?: number;
}

/** What one video is matched against. */
export interface AlignmentRequest {
  readonly tree: QueryTree;
  /** The embedding of each phrase of the tree. */
  readonly embeddings: ReadonlyMap<string, Embedding>;
  readonly presentAbove: number;
  /** As the model was trained with. */
  readonly logitScale: number;
  readonly within?: Span | undefined;
  readonly maxMoments: number;
}

/**
 * Finds the best moments of one video for a query tree, best first.
 *
 * No two share what an operand matched, but one may lie in the gap of another; of those that mostly overlap the best is
 * kept. After the first one only those count in which every operand stands out in the video.
 */
export function alignVideo(video: StoredVideo, request: AlignmentRequest): AlignedMoment[] {
  const { tree, maxMoments } = request;
  const input = toInput(video, request, isOfOneThing(tree) ? fusedHeights : operandHeights);
  const aligner = createAligner(tree, input);
  const toContrast = tree.type === "then" ? createContrast(video, tree, request) : undefined;
  const levels = new Map(Array.from(input.curves, ([phrase, curve]) => [phrase, levelOf(curve, input)]));
  const excluded = new Uint8Array(input.startSeconds.length);
  let moments: AlignedMoment[] = [];
  for (let tries = 0; tries < 2 * maxMoments && moments.length < maxMoments; tries += 1) {
    const alignment = aligner.best(excluded);
    if (!alignment || (tries > 0 && !standsOut(alignment, levels))) break;
    const operands = growSpans(alignment.anchors, input);
    const moment = toMoment(alignment, operands);
    moments = suppressOverlaps([...moments, toContrast ? { ...moment, orderContrast: toContrast(moment) } : moment]);
    for (let cell = 0; cell < excluded.length; cell += 1) {
      if (operands.some((operand) => overlapSeconds(operand, cellAt(input, cell)) > 0)) excluded[cell] = 1;
    }
    for (const { from, to } of alignment.anchors) excluded.fill(1, from, to + 1);
  }
  return moments;
}

/** As a phrase alone is searched for: then what chance gives to one is what it gives to the other. */
const fusedHeights = ({ curveEmbeddings }: StoredVideo, embedding: Embedding): Float32Array =>
  rowProducts(curveEmbeddings, embedding);

/** Of several things little of what is around counts: it would put the one where the other is. */
export const operandHeights = (video: StoredVideo, embedding: Embedding): Float32Array =>
  frameHeights(video, embedding, { weight: 0.15, acrossCut: 0 });

const cellAt = ({ startSeconds, endSeconds }: AlignmentInput, cell: number): Span => ({
  startSeconds: startSeconds[cell] as number,
  endSeconds: endSeconds[cell] as number,
});

/**
 * Compares the orders, from the moment to where the reverse fits best: both must be heard. By the curves of the frames as
 * they are, since smoothing blurs when something happens.
 */
function createContrast(
  video: StoredVideo,
  tree: QueryTree & { readonly type: "then" },
  request: AlignmentRequest,
): (moment: Span) => number {
  const input = toInput(video, request, (of, embedding) => rowProducts(ownRows(of), embedding));
  const aligner = createAligner(tree, input);
  const curves = tree.operands.map((operand) => aligner.curveOf(operand));
  const reverse = createAligner(reversedOf(tree), input).best()?.anchors ?? [];
  return (moment) => {
    const { startSeconds, endSeconds } = orderWindow(moment);
    const window = {
      startSeconds: Math.min(startSeconds, ...reverse.map(({ from }) => input.startSeconds[from] as number)),
      endSeconds: Math.max(endSeconds, ...reverse.map(({ to }) => input.endSeconds[to] as number)),
    };
    const inside = Array.from(input.startSeconds.keys()).filter(
      (cell) => overlapSeconds(window, cellAt(input, cell)) > 0,
    );
    const parts = curves.map((curve) => inside.map((cell) => curve[cell] as number));
    return orderLogOdds(parts, request.logitScale);
  };
}

/** The embeddings that a video's stretches stand for. */
const ownRows = ({ frameTimes, frameEmbeddings, clipEmbeddings }: StoredVideo): Float32Array =>
  frameTimes.length > 0 ? frameEmbeddings : clipEmbeddings;

function toInput(
  video: StoredVideo,
  { embeddings, presentAbove, within }: AlignmentRequest,
  toCurve: (video: StoredVideo, embedding: Embedding) => Float32Array,
) {
  const { stretches } = video;
  const isVisible = (n: number) => !within || overlapSeconds(stretches[n] as Span, within) > 0;
  const visible = Array.from(stretches.keys()).filter(isVisible);
  const pick = (read: (row: number) => number): Float64Array => {
    const picked = new Float64Array(visible.length); // `Float64Array.from` takes ten times as long
    for (let n = 0; n < visible.length; n += 1) picked[n] = read(visible[n] as number);
    return picked;
  };
  const curves = new Map<string, ArrayLike<number>>();
  for (const [phrase, embedding] of embeddings) {
    const similarities = toCurve(video, embedding);
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
