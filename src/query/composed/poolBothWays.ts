import { contains, type Span } from "../../core/span.js";
import { toRows, type Embedding } from "../../core/vectors.js";
import type { PoolerInput, TemporalPooler } from "../../temporal/pooler.js";
import type { StoredVideo } from "../moments/storedVideo.js";

/** A span of a stored video. */
export interface StoredSpan {
  readonly video: StoredVideo;
  readonly span: Span;
}

/** The frames of a span as one clip, and the same frames played backwards. */
export interface PooledBothWays {
  readonly played: Embedding;
  readonly reversed: Embedding;
}

/** Pools each span both ways, in order; undefined for a span of fewer than two frames. */
export type PoolBothWays = (spans: readonly StoredSpan[]) => Promise<(PooledBothWays | undefined)[]>;

/** Pools spans with a model's pooler, all of one call in one batch. */
export function createPoolBothWays(pooler: TemporalPooler): PoolBothWays {
  return async (spans) => {
    const clips = spans.map(toClip);
    const ordered = clips.filter(({ embeddings }) => embeddings.length > 1);
    const pooled = await pooler.pool([...ordered, ...ordered.map(playBackwards)]);
    const ways = ordered.map((_, n): PooledBothWays => {
      return { played: pooled[n] as Embedding, reversed: pooled[n + ordered.length] as Embedding };
    });
    const inOrder = ways.values();
    return clips.map(({ embeddings }) => (embeddings.length > 1 ? inOrder.next().value : undefined));
  };
}

/**
 * Pools no frames twice: for many queries about few videos, as long as these do not change. What was pooled is kept until
 * the function itself is let go.
 */
export function rememberBothWays(pool: PoolBothWays): PoolBothWays {
  const known = new Map<string, PooledBothWays | undefined>();
  return async (spans) => {
    const keys = spans.map(keyOf);
    const unknown = spans.filter((_, n) => !known.has(keys[n] as string));
    const pooled = await pool(unknown);
    for (const [n, span] of unknown.entries()) known.set(keyOf(span), pooled[n]);
    return keys.map((key) => known.get(key));
  };
}

/** The same for all spans of the same frames. */
function keyOf({ video, span }: StoredSpan): string {
  const rows = rowsOf({ video, span });
  return `${video.record.videoId} ${rows[0]} ${rows.length}`;
}

function rowsOf({ video: { frameTimes }, span }: StoredSpan): number[] {
  return Array.from(frameTimes.keys()).filter((row) => contains(span, frameTimes[row] as number));
}

function toClip({ video, span }: StoredSpan): PoolerInput {
  const { frameTimes, frameEmbeddings, meanEmbedding } = video;
  const rows = rowsOf({ video, span });
  const embeddings = toRows(frameEmbeddings, meanEmbedding.length);
  return {
    embeddings: rows.map((row) => embeddings[row] as Embedding),
    timesSeconds: rows.map((row) => frameTimes[row] as number),
  };
}

function playBackwards({ embeddings, timesSeconds }: PoolerInput): PoolerInput {
  const lastSeconds = timesSeconds.at(-1) as number;
  return {
    embeddings: embeddings.toReversed(),
    timesSeconds: timesSeconds.toReversed().map((seconds) => lastSeconds - seconds),
  };
}
