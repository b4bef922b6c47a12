import type { DecodedFrame } from "../core/frame.js";

/** What a sampler wants decoded: the frames that the codec stored whole, or frames at a steady rate. */
export type DecodePlan = { readonly mode: "keyframes" } | { readonly mode: "rate"; readonly framesPerSecond: number };

/** What a sampler finds out. */
export type SamplerEvent =
  /** A frame that is worth encoding. */
  | { readonly type: "frame"; readonly frame: DecodedFrame }
  /** A cut: `timeSeconds` is the time of the later shot's first frame. */
  | { readonly type: "cut"; readonly timeSeconds: number };

/**
 * Chooses the frames of one video that are worth encoding, while they stream by, and tells of cuts if it looks for them.
 *
 * The frames that it emits are some of those that were pushed: the same objects, in time order, each at most once, at
 * least one for a video that has any. A cut comes after all frames of the earlier shot and before those of the later
 * one. A frame may come out some pushes after it went in; how many are held is bounded by a constant. One instance
 * serves one video.
 */
export interface FrameSampler {
  readonly name: string;
  readonly decode: DecodePlan;
  /** Takes the next frame (times never decrease) and returns what is now certain. */
  push(frame: DecodedFrame): readonly SamplerEvent[];
  /** Ends the video and returns what is left. */
  flush(): readonly SamplerEvent[];
}

/** The event of a chosen frame. */
export function toFrameEvent(frame: DecodedFrame): SamplerEvent {
  return { type: "frame", frame };
}
