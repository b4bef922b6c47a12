import type { DecodedFrame } from "../../core/frame.js";

/**
 * Judges pictures and texts together, which is slower than comparing their embeddings and sees more: for the best few of
 * many, or to fill a gap. Frames of one call show one moment, in time order; there is at least one. What was read of a frame
 * is kept for as long as the frame is, so that asking again about the same ones costs less.
 *
 * Every call throws `interrupted` on `signal`, between two runs of the model.
 */
export interface ImageTextMatcher {
  /** Maximum number of frames of a call; of more than that, some are chosen evenly. */
  readonly maxFrames: number;
  /**
   * The log odds that each text describes the frames, in order: the mean over the frames. They are the model's own, so only
   * those of one model can be compared, and none is a confidence.
   */
  match(frames: readonly DecodedFrame[], texts: readonly string[], signal?: AbortSignal): Promise<readonly number[]>;
  /**
   * The probability of each choice in the gap of a sentence about the frames, in order; they add up to 1. A choice may be
   * several words. Absent where the model cannot tell hidden words.
   *
   * Throws `usage` for a sentence that is too long for the model, and for a choice without words.
   */
  fillGap?(
    frames: readonly DecodedFrame[],
    sentence: GappedSentence,
    choices: readonly string[],
    signal?: AbortSignal,
  ): Promise<readonly number[]>;
  /**
   * How surprising each frame is, in nats a patch: the mean of `-log p` of patches that were hidden from the model. Higher
   * is odder; only frames of one model can be compared. Absent where the model cannot tell hidden patches.
   */
  surprise?(frames: readonly DecodedFrame[], signal?: AbortSignal): Promise<readonly number[]>;
}

/** A sentence in which something is left out: "a person rides a" … "in the park". */
export interface GappedSentence {
  readonly before: string;
  readonly after: string;
}
