import type { DecodedFrame } from "../../core/frame.js";

/** Writes text about frames. */
export interface TextGenerator {
  /** Maximum number of frames of a request; one with more is refused with `usage`. */
  readonly maxFrames: number;
  /** Pixels of a frame's longest side; of a larger frame it sees no more. */
  readonly maxEdge: number;
  /** Whether it can be asked something; one that cannot describes what it is shown, and refuses a prompt with `usage`. */
  readonly takesPrompts: boolean;
  /**
   * Writes a text and gives it piece by piece, always the most probable. Leaving the loop, or `signal`, stops it before
   * the next piece.
   *
   * The iterator throws `interrupted` on `signal`, `usage` for what the model cannot take.
   */
  generate(request: TextRequest, signal?: AbortSignal): AsyncIterable<TextPiece>;
}

/** What is asked of a generator. */
export interface TextRequest {
  /** Default: to describe what the frames show in a sentence. */
  readonly prompt?: string | undefined;
  /** What it is about, in time order; none is allowed where there is a prompt. */
  readonly frames: readonly DecodedFrame[];
  /** Whether the model is told the seconds of the frames, as "[1.5 s]" before each, where it takes prompts. Default: false. */
  readonly tellsTimes?: boolean | undefined;
  /** What the text begins with, where the model takes prompts; not given again. */
  readonly beginning?: string | undefined;
  readonly maxTokens: number;
}

/** A piece of text as it is written; the pieces together are the text. */
export interface TextPiece {
  /** May be empty, while a character is not complete. */
  readonly text: string;
  /** Natural logarithm of its probability given what comes before it; absent where the model does not tell. */
  readonly logProbability?: number | undefined;
}
