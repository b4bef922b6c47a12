import type { Box } from "../../core/box.js";
import type { DecodedFrame } from "../../core/frame.js";

/** Finds in a picture what a phrase names: phrase grounding. */
export interface PhraseGrounder {
  /**
   * Boxes around what a phrase, as "the red car", names in a frame, in the model's order; none where it gives none. It is
   * made to find what is there: a box does not prove that the thing is seen.
   *
   * @returns throws `interrupted` on `signal`
   */
  ground(frame: DecodedFrame, phrase: string, signal?: AbortSignal): Promise<readonly GroundedBox[]>;
}

/** Where something is in a picture. */
export interface GroundedBox extends Box {
  /** The words of the phrase that it goes with, as the model says them. */
  readonly phrase: string;
}
