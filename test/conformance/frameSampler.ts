import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect } from "chai";
import type { DecodedFrame } from "../../src/core/frame.js";
import type { FrameSampler, SamplerEvent } from "../../src/sampling/sampler.js";
import { createRandom } from "../../src/core/random.js";
import { drawMontage, drawScene, drawShot, toFrames } from "../sampling/drawnVideo.js";

/** What every {@link FrameSampler} does, whatever it chooses. */
export function itIsAFrameSampler(create: () => FrameSampler): void {
  const videos: Record<string, DecodedFrame[]> = {
    "of one frame": toFrames([drawScene(1)]),
    "of one still shot": toFrames(drawShot(2, 120)),
    "of one shot with motion": toFrames(drawShot(3, 120, 2)),
    "of many shots": drawMontage(4, 12, 4, 30).frames,
    "that starts late": toFrames(drawShot(5, 40, 1), 8, 7000.5),
    "with irregular times": irregular(toFrames(drawShot(6, 100, 1)), 9),
    "whose frames share one time": toFrames(drawShot(7, 20)).map((frame) => ({ ...frame, timeSeconds: 3 })),
    "with frames that are days apart": toFrames(drawShot(8, 30), 1e-5),
  };
  for (const [what, frames] of Object.entries(videos))
    it(`emits some of the pushed frames of a video ${what}, in order and each once`, () => {
      const chosen = sample(create(), frames);
      const indexes = chosen.map((frame) => frames.indexOf(frame));
      expect(indexes, "frames that were never pushed").not.to.include(-1);
      expect(indexes).to.deep.equal([...new Set(indexes)].sort((a, b) => a - b));
      expect(chosen).not.to.be.empty;
    });

  it("emits nothing for a video without frames", () => {
    expect(create().flush()).to.deep.equal([]);
  });

  it("chooses the same frames again", () => {
    const { frames } = drawMontage(10, 8, 4, 30);
    expect(sample(create(), frames)).to.deep.equal(sample(create(), frames));
  });

  it("leaves the pixels alone", () => {
    const frames = toFrames(drawShot(11, 30, 2));
    const copies = frames.map((frame) => frame.pixels.slice());
    sample(create(), frames);
    expect(frames.map((frame) => frame.pixels)).to.deep.equal(copies);
  });

  it("holds a bounded number of frames, whatever the length of the video", async () => {
    const sampler = create();
    const refs: WeakRef<DecodedFrame>[] = [];
    const picture = drawShot(12, 64, 1);
    for (let n = 0; n < 2400; n += 1) {
      const frame = { timeSeconds: n / 8, width: 64, height: 64, pixels: picture[n % 64] as Uint8Array };
      refs.push(new WeakRef(frame));
      sampler.push(frame);
    }
    await new Promise((resolve) => setTimeout(resolve, 0));
    collectGarbage();
    expect(refs.filter((ref) => ref.deref()).length).to.be.at.most(64);
    sampler.flush();
  });

  it("tells of a cut after all frames of the earlier shot, and before those of the later one", () => {
    const { frames } = drawMontage(13, 12, 8, 30);
    let cutSeconds = Number.NEGATIVE_INFINITY;
    let frameSeconds = Number.NEGATIVE_INFINITY;
    for (const event of eventsOf(create(), frames)) {
      if (event.type === "cut") {
        expect(event.timeSeconds).to.be.above(Math.max(cutSeconds, frameSeconds));
        cutSeconds = event.timeSeconds;
      } else {
        frameSeconds = event.frame.timeSeconds;
        expect(frameSeconds).to.be.at.least(cutSeconds);
      }
    }
  });
}

function collectGarbage(): void {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
}

/** All that a sampler finds out about a video. */
export function eventsOf(sampler: FrameSampler, frames: readonly DecodedFrame[]): SamplerEvent[] {
  return [...frames.flatMap((frame) => sampler.push(frame)), ...sampler.flush()];
}

/** The frames that a sampler chooses of a video. */
export function sample(sampler: FrameSampler, frames: readonly DecodedFrame[]): DecodedFrame[] {
  return eventsOf(sampler, frames).flatMap((event) => (event.type === "frame" ? [event.frame] : []));
}

/** The times of the cuts that a sampler finds in a video. */
export function cutsOf(sampler: FrameSampler, frames: readonly DecodedFrame[]): number[] {
  return eventsOf(sampler, frames).flatMap((event) => (event.type === "cut" ? [event.timeSeconds] : []));
}

function irregular(frames: readonly DecodedFrame[], seed: number): DecodedFrame[] {
  const random = createRandom(seed);
  let timeSeconds = 0;
  return frames.map((frame) => ({ ...frame, timeSeconds: (timeSeconds += random() ** 4 * 3) }));
}
