import type { Span } from "../../core/span.js";

/** Turns speech into words. */
export interface SpeechTranscriber {
  /** Samples a second of the sound that it takes: one channel. */
  readonly sampleRate: number;
  /**
   * The words of a sound, in time order, as they are known; silence gives none. The sound is pulled only as far as it is
   * needed. Leaving the loop closes it.
   *
   * The iterator throws `interrupted` on `signal`, and what the sound throws.
   *
   * @param sound samples in [-1, 1], in blocks of any length, from second 0 on.
   */
  transcribe(
    sound: AsyncIterable<Float32Array>,
    options?: TranscriptionOptions,
    signal?: AbortSignal,
  ): AsyncIterable<SpokenWord>;
}

export interface TranscriptionOptions {
  /** As BCP 47 names it. Default: the model finds out, or knows one only. */
  readonly language?: string | undefined;
}

/** One word, and when it is said. */
export interface SpokenWord extends Span {
  /** With its punctuation, without spaces around it. */
  readonly text: string;
  /** The probability that the model gives it; not calibrated. */
  readonly probability: number;
  /** As BCP 47 names it; absent where the model does not tell. */
  readonly language?: string | undefined;
}
