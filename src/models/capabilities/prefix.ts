import type { ModelIdentity } from "../../core/modelIdentity.js";
import type { PoolerInput } from "../../temporal/pooler.js";
import type { TextPiece } from "./generation.js";

/** Writes text from stored embeddings alone, so that what an index holds can be described without its pixels. */
export interface PrefixGenerator {
  /** Values of an embedding. */
  readonly dimension: number;
  /**
   * The model whose embeddings it was trained on; those of another one mean nothing to it ({@link faultOfSpace}). Undefined
   * where nobody said which it is.
   */
  readonly space: Pick<ModelIdentity, "id" | "hash"> | undefined;
  /**
   * Describes a clip and gives the text piece by piece. Leaving the loop, or `signal`, stops it before the next piece.
   *
   * The iterator throws `interrupted` on `signal`, `usage` for no embedding, or one of another dimension.
   */
  generate(clip: PoolerInput, options: PrefixOptions, signal?: AbortSignal): AsyncIterable<TextPiece>;
}

export interface PrefixOptions {
  readonly maxTokens: number;
}

/** Why a generator cannot read the embeddings of a model, in words that go on from its name; undefined where it can. */
export function faultOfSpace({ space }: Pick<PrefixGenerator, "space">, model: ModelIdentity): string | undefined {
  if (!space) return "does not say which model's embeddings it reads";
  if (space.id !== model.id) return `reads embeddings of ${space.id}, not of ${model.id}`;
  return space.hash === model.hash ? undefined : `reads embeddings of another version of ${model.id}`;
}
