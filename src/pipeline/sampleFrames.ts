import type { DecodedFrame } from "../core/frame.js";
import type { FrameSampler, SamplerEvent } from "../sampling/sampler.js";

/** What the sampling stage passes on, in time order. */
export type Sampled =
  | SamplerEvent
  /** A frame that needs no encoding: it looks like the last one that was passed on. */
  | { readonly type: "repeat"; readonly timeSeconds: number }
  /** Everything before this time has been passed on. */
  | { readonly type: "checkpoint"; readonly timeSeconds: number };

/** How {@link sampleFrames} starts, and where it ends a chunk. */
export interface SampleFramesOptions {
  readonly openSampler: () => FrameSampler;
  /** The first chunk starts here; 0 for a whole video. */
  readonly fromSeconds: number;
  /** The last chunk ends here; without it, where the frames end. */
  readonly untilSeconds?: number | undefined;
  readonly chunkSeconds: number;
}

/**
 * Lets a sampler choose among the frames of one video, and marks the ends of chunks.
 *
 * Chunks end at whole multiples of `chunkSeconds` and each has a sampler of its own, so a video that is continued where
 * a chunk ended gives what one undisturbed run gives.
 */
export async function* sampleFrames(
  frames: AsyncIterable<DecodedFrame>,
  { openSampler, fromSeconds, untilSeconds, chunkSeconds }: SampleFramesOptions,
): AsyncGenerator<Sampled> {
  let sampler = openSampler();
  let chunkEndSeconds = (Math.floor(fromSeconds / chunkSeconds + 1e-9) + 1) * chunkSeconds;

  for await (const frame of frames) {
    if (frame.timeSeconds < fromSeconds || frame.timeSeconds >= (untilSeconds ?? Infinity)) continue;
    if (frame.timeSeconds >= chunkEndSeconds) {
      yield* sampler.flush();
      yield { type: "checkpoint", timeSeconds: chunkEndSeconds };
      sampler = openSampler();
      while (frame.timeSeconds >= chunkEndSeconds) chunkEndSeconds += chunkSeconds;
    }
    yield* sampler.push(frame);
  }
  yield* sampler.flush();
  if (untilSeconds !== undefined) yield { type: "checkpoint", timeSeconds: untilSeconds };
}
