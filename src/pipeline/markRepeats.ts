import { describeFrame, localChange, type FrameSignature } from "../sampling/frameSignature.js";
import type { Sampled } from "./sampleFrames.js";

/**
 * Change of the picture, in grey levels where it changes most, up to which it is encoded as the frame before: noise and
 * what compression leaves of a still. On real clips the embeddings of such neighbours had a cosine of 0.995 and more,
 * between 8 and 12 levels of 0.89 and more.
 */
const maxLevels = 2;

/**
 * Puts a repeat in the place of each frame that looks like the last one that is to be encoded; a still costs one frame.
 *
 * The first frame after a checkpoint is always kept, so chunks do not depend on each other.
 */
export async function* markRepeats(sampled: AsyncIterable<Sampled>): AsyncGenerator<Sampled> {
  let kept: FrameSignature | undefined;
  for await (const item of sampled) {
    if (item.type === "checkpoint") kept = undefined;
    if (item.type !== "frame") {
      yield item;
      continue;
    }
    const signature = describeFrame(item.frame);
    if (kept && localChange(signature, kept) <= maxLevels) {
      yield { type: "repeat", timeSeconds: item.frame.timeSeconds };
      continue;
    }
    kept = signature;
    yield item;
  }
}
