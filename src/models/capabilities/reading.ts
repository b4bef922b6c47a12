import type { DecodedFrame } from "../../core/frame.js";

/** Reads the text that pictures show: signs, slides, captions burnt in. */
export interface TextReader {
  /** The lines of each frame, in order; within a frame from top to bottom, then from left to right. */
  read(frames: readonly DecodedFrame[], signal?: AbortSignal): Promise<readonly (readonly ReadLine[])[]>;
}

/** One line of text, and where it stands. */
export interface ReadLine {
  readonly text: string;
  /** The smallest upright box around it, in shares of the frame's width and height from the top left, each in [0, 1]. */
  readonly box: { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number };
  /** The probability that the model gives it; not calibrated. */
  readonly probability: number;
}
