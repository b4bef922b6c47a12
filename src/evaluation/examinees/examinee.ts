import type { DecodedFrame, FrameFit } from "../../core/frame.js";
import type { Capability } from "../../models/capabilities.js";
import type { MediaInfo } from "../../media/mediaInfo.js";
import type { DecodeAgain, FrameMemory } from "../clips/frameCache.js";
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
  /**
   * Takes frames in, which sequences then name by their hashes; it keeps what it needs of them. Those that `decode` gives
   * again need not be kept.
   */
  see(frames: readonly DecodedFrame[], hashes: readonly string[], decode?: DecodeAgain): Promise<void>;
  /**
   * How well each option fits each sequence, `[sequence][option]`: higher is better, and all scores that it gives can be
   * compared. `NaN` where it gives no answer. Options that are sequences are for those who have the capability `image`.
   */
  score(sequences: readonly Sequence[], options: readonly ProbedOption[]): Promise<readonly (readonly number[])[]>;
  /** What the field calls its scores of sentences. */
  readonly measure: ScoreMeasure;
  /** What it knows of frames that it has seen. */
  readonly memory: FrameMemory;
  /** Absent where it writes no sentences. */
  readonly writer?: Writer | undefined;
}

/** A score in the units in which the field gives it. */
export interface ScoreMeasure {
  readonly name: "clip_score" | "vqa_score" | "match_probability" | "meteor";
  of(score: number): number;
}

/** Writes text about sequences of frames. */
export interface Writer {
  /** Whether it can be asked something; one that cannot describes what it is shown. */
  readonly takesQuestions: boolean;
  write(sequence: Sequence, request: WritingRequest): Promise<WrittenText>;
}

export interface WritingRequest {
  /** Default: to describe the frames in a sentence. Only for those that take questions. */
  readonly prompt?: string | undefined;
  readonly maxTokens: number;
  /** Whether all that is seen is to be told, in its order. Default: what it shows in the main is enough. */
  readonly inOrder?: boolean | undefined;
  /** What has been written once this matches is all that is wanted. */
  readonly until?: RegExp | undefined;
}

export interface WrittenText {
  readonly text: string;
  /** How probable the text was; absent where the model does not tell. */
  readonly probability?: number | undefined;
}
