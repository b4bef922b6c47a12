import { toFrameEvent, type FrameSampler, type SamplerEvent } from "./sampler.js";
import { createShotSettler, type SettledFrame } from "./settleShots.js";

/** Settings of {@link createUniformSampler}. */
export interface UniformSettings {
  /** Frames a second. Default 2. */
  readonly framesPerSecond?: number | undefined;
}

/** Takes the first frame of every slot of `1 / framesPerSecond` seconds, and tells of the cuts that show at that rate. */
export function createUniformSampler({ framesPerSecond = 2 }: UniformSettings = {}): FrameSampler {
  const settler = createShotSettler(framesPerSecond);
  let lastSlot = -1;

  const choose = (settled: readonly SettledFrame[]): SamplerEvent[] =>
    settled.flatMap(({ frame, startsShot }) =>
      startsShot ? [{ type: "cut", timeSeconds: frame.timeSeconds }, toFrameEvent(frame)] : [toFrameEvent(frame)],
    );

  return {
    name: "uniform",
    decode: { mode: "rate", framesPerSecond },
    push(frame) {
      // Times are rounded by containers: a hair before a slot's start counts as in it.
      const slot = Math.floor(frame.timeSeconds * framesPerSecond + 1e-3);
      if (slot <= lastSlot) return [];
      lastSlot = slot;
      return choose(settler.push(frame));
    },
    flush: () => choose(settler.flush()),
  };
}
