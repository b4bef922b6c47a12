import type { Embedding } from "../core/vectors.js";

/** The frames of one clip: unit embeddings in time order, and their presentation times. */
export interface PoolerInput {
  /** At least one, all of one dimension. */
  readonly embeddings: readonly Embedding[];
  /** One for each embedding, never decreasing. */
  readonly timesSeconds: readonly number[];
}

/** Turns the frame embeddings of a clip into one embedding of the clip. */
export interface TemporalPooler {
  readonly name: string;
  /** The longest clip it takes, in frames; `Infinity` where it does not matter. */
  readonly maxFrames: number;
  /** One L2-normalised embedding for each clip, in order; clips of one call do not influence each other. */
  pool(clips: readonly PoolerInput[]): Promise<Embedding[]>;
}
