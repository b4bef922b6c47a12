import type { Box } from "../../core/box.js";
import type { DecodedFrame } from "../../core/frame.js";

/** Reads the text that pictures show: signs, slides, captions burnt in. */
export interface TextReader {
  /** The lines of each frame, in order; within a frame from top to bottom, then from left to right, columns one after the other. */
  read(frames: readonly DecodedFrame[], signal?: AbortSignal): Promise<readonly (readonly ReadLine[])[]>;
}

/** One line of text, and where it stands. */
export interface ReadLine {
  readonly text: string;
  /** The smallest one around it. */
  readonly box: Box;
  /** The probability that the model gives it; not calibrated. */
  readonly probability: number;
}
