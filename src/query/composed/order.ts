import { contains, durationOf, type Span } from "../../core/span.js";
import { dot, toRows, type Embedding } from "../../core/vectors.js";
import type { TemporalPooler } from "../../temporal/pooler.js";
import type { QueryTree } from "../language/tree.js";
import type { StoredVideo } from "../storedVideo.js";

/** Order is looked for in no shorter stretch than the clips that poolers are used to. */
const shortestSeconds = 8;

/** The stretch about a moment in which the two orders are compared. */
export function orderWindow(moment: Span): Span {
  const margin = Math.max(0, (shortestSeconds - durationOf(moment)) / 2);
  return { startSeconds: moment.startSeconds - margin, endSeconds: moment.endSeconds + margin };
}

/** A sequence the other way round. */
export function reversedOf(tree: QueryTree & { readonly type: "then" }): QueryTree {
  const { operands, gaps } = tree;
  return { ...tree, operands: operands.toReversed(), ...(gaps ? { gaps: gaps.toReversed() } : {}) };
}

/** The sentence that says a sequence of phrases as a whole; undefined for any other tree. */
export function toOrderText(tree: QueryTree): string | undefined {
  if (tree.type !== "then") return undefined;
  const texts = tree.operands.map((operand) => (operand.type === "phrase" ? operand.text : undefined));
  return texts.includes(undefined) ? undefined : texts.join(", then ");
}

/** What a pooler compares: the sentence about an order, and the same about its reverse. */
export interface OrderSentences {
  readonly text: string;
  readonly forward: Embedding;
  readonly backward: Embedding;
  readonly pooler: TemporalPooler;
}

/** A stretch of a stored video. */
export interface StoredSpan {
  readonly video: StoredVideo;
  readonly span: Span;
}

/** How much better the sentence than its reverse fits what the pooler makes of each stretch's stored frames. */
export async function clipContrasts(
  spans: readonly StoredSpan[],
  { forward, backward, pooler }: OrderSentences,
): Promise<(number | undefined)[]> {
  const clips = spans.map(({ video, span }) => {
    const rows = Array.from(video.frameTimes.keys()).filter((row) => contains(span, video.frameTimes[row] as number));
    const embeddings = toRows(video.frameEmbeddings, forward.length);
    return {
      embeddings: rows.map((row) => embeddings[row] as Embedding),
      timesSeconds: rows.map((row) => video.frameTimes[row] as number),
    };
  });
  const ordered = clips.filter(({ embeddings }) => embeddings.length > 1);
  const pooled = await pooler.pool(ordered);
  const contrastOf = new Map(
    ordered.map((clip, n) => [clip, dot(pooled[n] as Embedding, forward) - dot(pooled[n] as Embedding, backward)]),
  );
  return clips.map((clip) => contrastOf.get(clip));
}
