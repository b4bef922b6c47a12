import type { DecodedFrame } from "../../core/frame.js";

/** Turns a text into a picture, which can then be searched with as any other. */
export interface ImageGenerator {
  /**
   * Paints a picture; the same one for the same text and seed. Its time is 0.
   *
   * @param seed a whole number in [0, 2^32).
   * @returns throws `interrupted` on `signal`.
   */
  paint(text: string, seed: number, signal?: AbortSignal): Promise<DecodedFrame>;
}
