import { contains, type Span } from "../../core/span.js";
import { dot, toRows, type Embedding } from "../../core/vectors.js";
import type { TemporalPooler } from "../../temporal/pooler.js";
import type { QueryTree } from "../language/tree.js";
import type { StoredVideo } from "../storedVideo.js";

/** The sentence that says a sequence of phrases as a whole; undefined for any other tree. */
export function toOrderText(tree: QueryTree): string | undefined {
  if (tree.type !== "then") return undefined;
  const texts = tree.operands.map((operand) => (operand.type === "phrase" ? operand.text : undefined));
  return texts.includes(undefined) ? undefined : texts.join(", then ");
}

/** A stretch of a stored video. */
export interface StoredSpan {
  readonly video: StoredVideo;
  readonly span: Span;
}

/**
 * How well a sentence fits what an order-aware pooler makes of the stored frames of each span: a cosine.
 * `undefined` for a span with fewer than two frames, which has no order.
 */
export async function orderSimilarities(
  spans: readonly StoredSpan[],
  sentence: Embedding,
  pooler: TemporalPooler,
): Promise<(number | undefined)[]> {
  const clips = spans.map(({ video, span }) => {
    const rows = Array.from(video.frameTimes.keys()).filter((row) => contains(span, video.frameTimes[row] as number));
    const embeddings = toRows(video.frameEmbeddings, sentence.length);
    return {
      embeddings: rows.map((row) => embeddings[row] as Embedding),
      timesSeconds: rows.map((row) => video.frameTimes[row] as number),
    };
  });
  const ordered = clips.filter(({ embeddings }) => embeddings.length > 1);
  const pooled = await pooler.pool(ordered);
  const similarityOf = new Map(ordered.map((clip, n) => [clip, dot(pooled[n] as Embedding, sentence)]));
  return clips.map((clip) => similarityOf.get(clip));
}
