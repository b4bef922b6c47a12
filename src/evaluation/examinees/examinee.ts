import type { DecodedFrame, FrameFit } from "../../core/frame.js";
import type { Capability } from "../../models/capabilities.js";
import type { MediaInfo } from "../../media/mediaInfo.js";
import type { Sequence } from "../clips/sequence.js";

/** What is measured against a sequence of frames: a sentence, or another sequence. */
export type ProbedOption = string | Sequence;

/** A model in an examination, whatever it can do: it says how well options fit what it is shown. */
export interface Examinee {
  /** The capabilities by which it is examined. */
  readonly by: readonly Capability[];
  /** The longest sequence that it takes. */
  readonly maxFrames: number;
  /** How its frames are to be decoded. */
  fitOf(info: MediaInfo): FrameFit;
  /** Takes frames in, which sequences then name by their hashes; it keeps what it needs of them. */
  see(frames: readonly DecodedFrame[], hashes: readonly string[]): Promise<void>;
  /**
   * How well each option fits each sequence, `[sequence][option]`: higher is better, only scores of one call can be
   * compared. `NaN` where it gives no answer. Options that are sequences are for those who have the capability `image`.
   */
  score(sequences: readonly Sequence[], options: readonly ProbedOption[]): Promise<readonly (readonly number[])[]>;
  /** Says what a single frame shows. Absent where it writes no sentences. */
  describe?(hash: string): Promise<string>;
}
