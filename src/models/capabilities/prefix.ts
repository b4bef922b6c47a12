import type { ModelIdentity } from "../../core/modelIdentity.js";
import type { PoolerInput } from "../../temporal/pooler.js";
import type { TextPiece } from "./generation.js";

/** Writes text from stored embeddings alone, so that what an index holds can be described without its pixels. */
export interface PrefixGenerator {
  /** The model whose embeddings it was trained on; those of another one mean nothing to it. */
  readonly space: ModelIdentity;
  /**
   * Describes a clip and gives the text piece by piece. Leaving the loop, or `signal`, stops it before the next piece.
   *
   * The iterator throws `interrupted` on `signal`, `usage` for embeddings of another dimension.
   */
  generate(clip: PoolerInput, options: PrefixOptions, signal?: AbortSignal): AsyncIterable<TextPiece>;
}

export interface PrefixOptions {
  readonly maxTokens: number;
}
