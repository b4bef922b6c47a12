import type { DecodedFrame } from "../core/frame.js";

/** What a sampler wants decoded: the frames that the codec stored whole, or frames at a steady rate. */
export type DecodePlan = { readonly mode: "keyframes" } | { readonly mode: "rate"; readonly framesPerSecond: number };

/**
 * Chooses the frames of one video that are worth encoding, while they stream by.
 *
 * What it emits is a subset of what was pushed: the same objects, in time order, each at most once, at least one for a
 * video that has any. A frame may come out some pushes after it went in; how many are held is bounded by a constant.
 * One instance serves one video.
 */
export interface FrameSampler {
  readonly name: string;
  readonly decode: DecodePlan;
  /** Takes the next frame (times never decrease) and returns the frames now decided on. */
  push(frame: DecodedFrame): readonly DecodedFrame[];
  /** Ends the video and returns what is left. */
  flush(): readonly DecodedFrame[];
}

/**
 * Hears of a cut between two shots at `timeSeconds`, the time of the later shot's first frame. A sampler that looks for
 * cuts tells of each before it emits a frame of the later shot, and after all frames of the earlier one.
 */
export type CutListener = (timeSeconds: number) => void;
