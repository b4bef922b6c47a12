import type { Sequence } from "./sequence.js";

/** A clip of unlabelled footage that examples are made from. */
export interface Clip extends Sequence {
  /** Its path from the folder that it was found in; unlike for all clips. */
  readonly name: string;
  /** SHA-256 of the file. */
  readonly sha256: string;
  /** Where it lies in its video. */
  readonly startSeconds: number;
  /** How much pictures change from one to the next: mean over pixels and pairs, in levels of 0 to 255. */
  readonly motionLevels: number;
  /** A sentence that people wrote about it. */
  readonly caption?: string | undefined;
}

/** What was not examined, and why; nothing is left out that is not listed so. */
export interface NotExamined {
  /** The task; missing where it concerns all. */
  readonly task?: string | undefined;
  /** A file, a line of a manifest, or an example. */
  readonly place: string;
  readonly reason: string;
}
