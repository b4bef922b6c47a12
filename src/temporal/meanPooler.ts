import { meanOf, toUnit } from "../core/vectors.js";
import type { TemporalPooler } from "./pooler.js";

/** Averages the frames of a clip: every frame counts the same, order does not count. */
export function createMeanPooler(): TemporalPooler {
  return {
    name: "mean",
    maxFrames: Number.POSITIVE_INFINITY,
    pool: async (clips) => clips.map(({ embeddings }) => toUnit(meanOf(embeddings))),
  };
}
