import type { DecodedFrame } from "../core/frame.js";
import { toFrameEvent, type FrameSampler } from "./sampler.js";

/** Settings of {@link createIframesSampler}. */
export interface IframesSettings {
  /** Most frames in any minute. Default: all I-frames. */
  readonly maxPerMinute?: number | undefined;
}

/** Takes the frames that the codec stored whole; nothing else is decoded, and no cuts are looked for. */
export function createIframesSampler({ maxPerMinute }: IframesSettings = {}): FrameSampler {
  const gapSeconds = maxPerMinute === undefined ? 0 : 60 / maxPerMinute;
  let lastSeconds = Number.NEGATIVE_INFINITY;
  return {
    name: "iframes",
    decode: { mode: "keyframes" },
    push(frame: DecodedFrame) {
      if (frame.timeSeconds - lastSeconds < gapSeconds) return [];
      lastSeconds = frame.timeSeconds;
      return [toFrameEvent(frame)];
    },
    flush: () => [],
  };
}
