import { dot, meanOf, toUnit, type Embedding } from "../core/vectors.js";
import type { TemporalPooler } from "./pooler.js";

/** Cosine difference that makes a frame weigh e times less. Frames of one clip lie within some 0.3 of each other. */
const TEMPERATURE = 0.05;

/**
 * Weighs the frames of a clip by how well they show what the clip is about, so that blurred, blank and passing frames
 * count little: attention with the clip's mean as the query, no learnt weights (SimPool, Psomas et al. 2023, without
 * its projections). Order does not count.
 */
export function createAttentionPooler(): TemporalPooler {
  return {
    name: "attention",
    maxFrames: Number.POSITIVE_INFINITY,
    pool: async (clips) => clips.map(({ embeddings }) => attend(embeddings)),
  };
}

function attend(embeddings: readonly Embedding[]): Embedding {
  const query = toUnit(meanOf(embeddings));
  const similarities = embeddings.map((embedding) => dot(embedding, query));
  const highest = Math.max(...similarities);
  const pooled = new Float32Array(query.length);
  for (const [row, embedding] of embeddings.entries()) {
    const weight = Math.exp(((similarities[row] as number) - highest) / TEMPERATURE);
    for (let n = 0; n < pooled.length; n += 1) pooled[n]! += weight * (embedding[n] as number);
  }
  return toUnit(pooled);
}
