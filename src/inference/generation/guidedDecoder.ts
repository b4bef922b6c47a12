import type { Decoder } from "./decoder.js";

/**
 * A decoder whose logits are those of one prompt, moved away from those of another (classifier-free guidance,
 * https://arxiv.org/abs/2207.12598): `without + scale * (with - without)`. Both write the same tokens.
 */
export function createGuidedDecoder(withIt: Decoder, without: Decoder, scale: number): Decoder {
  return {
    async next(chosen) {
      const wanted = await withIt.next(chosen);
      const plain = await without.next(chosen);
      return wanted.map((logit, n) => (plain[n] as number) + scale * (logit - (plain[n] as number)));
    },
  };
}
