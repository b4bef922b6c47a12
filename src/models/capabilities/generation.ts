import type { DecodedFrame } from "../../core/frame.js";

/** Writes text about frames. */
export interface TextGenerator {
  /** Maximum number of frames of a request; one with more is refused with `usage`. */
  readonly maxFrames: number;
  /**
   * Writes an answer and gives it piece by piece. Leaving the loop, or `signal`, stops it before the next piece.
   *
   * The iterator throws `interrupted` on `signal`, `usage` for what the model cannot take, `environment` when it is not
   * there or falls silent.
   */
  generate(request: TextRequest, signal?: AbortSignal): AsyncIterable<TextPiece>;
}

/** What is asked of a generator. */
export interface TextRequest {
  readonly prompt: string;
  /** What the prompt is about, in time order; none is allowed. The generator tells the model their times. */
  readonly frames: readonly DecodedFrame[];
  readonly maxTokens: number;
  /** A JSON schema that the text is wanted to satisfy: a wish, so whoever reads the text checks it. */
  readonly schema?: Readonly<Record<string, unknown>> | undefined;
}

/** A piece of text as it is written; the pieces together are the text. */
export interface TextPiece {
  /** May be empty, while a character is not complete. */
  readonly text: string;
  /** Natural logarithm of its probability given what comes before it; absent where the model does not tell. */
  readonly logProbability?: number | undefined;
}
