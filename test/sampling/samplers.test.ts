import { expect } from "chai";
import { isKinodexError } from "../../src/core/errors.js";
import { createSampler, samplerNames, type SamplerSettings } from "../../src/sampling/createSampler.js";
import { itIsAFrameSampler, sample } from "../conformance/frameSampler.js";
import { drawMontage, drawScene, drawShot, toFrames } from "./drawnVideo.js";

describe("frame samplers", () => {
  const settings: SamplerSettings[] = [
    { name: "iframes" },
    { name: "iframes", maxPerMinute: 20 },
    { name: "uniform" },
    { name: "uniform", framesPerSecond: 8 },
    { name: "shots" },
    { name: "shots", framesPerShot: 5 },
    { name: "adaptive" },
    { name: "adaptive", framesPerMinute: 1 },
  ];
  for (const one of settings)
    describe(JSON.stringify(one), () => itIsAFrameSampler((onCut) => createSampler(one, onCut)));

  it("refuses a name that does not exist and lists those that do", () => {
    try {
      createSampler({ name: "random" } as unknown as SamplerSettings);
      expect.fail("accepted");
    } catch (error) {
      expect(isKinodexError(error, "usage")).to.equal(true);
      for (const name of samplerNames) expect((error as Error).message).to.contain(name);
    }
  });
});

describe("iframes", () => {
  it("asks for I-frames only and takes them all", () => {
    const sampler = createSampler({ name: "iframes" });
    expect(sampler.decode).to.deep.equal({ mode: "keyframes" });
    expect(sample(sampler, toFrames(drawShot(1, 50)))).to.have.length(50);
  });

  it("keeps to maxPerMinute in every minute", () => {
    const chosen = sample(createSampler({ name: "iframes", maxPerMinute: 20 }), toFrames(drawShot(1, 1600)));
    expect(mostInAMinute(chosen.map((frame) => frame.timeSeconds))).to.equal(20);
  });
});

describe("uniform", () => {
  it("takes one frame of each slot, from frames that come faster and at odd times", () => {
    const frames = toFrames(drawShot(1, 300), 29.97);
    const chosen = sample(createSampler({ name: "uniform", framesPerSecond: 2 }), frames);
    expect(chosen.map((frame) => Math.floor(frame.timeSeconds * 2))).to.deep.equal(
      Array.from({ length: 20 }, (_, n) => n),
    );
  });

  it("tells of the cuts that it sees", () => {
    const cuts: number[] = [];
    const pictures = [...drawShot(1, 20), ...drawShot(2, 20), ...drawShot(3, 20)];
    sample(
      createSampler({ name: "uniform", framesPerSecond: 4 }, (cut) => cuts.push(cut)),
      toFrames(pictures, 4),
    );
    expect(cuts).to.deep.equal([5, 10]);
  });
});

describe("shots", () => {
  it("takes framesPerShot frames from inside each shot", () => {
    const { frames, cutsSeconds } = drawMontage(21, 10, 12, 60);
    const chosen = sample(createSampler({ name: "shots", framesPerShot: 2 }), frames);
    const borders = [0, ...cutsSeconds, frames.length / 8];
    for (const [n, start] of borders.slice(0, -1).entries()) {
      const inside = chosen.filter((f) => f.timeSeconds >= start && f.timeSeconds < (borders[n + 1] as number));
      expect(inside, `shot ${n}`).to.have.length(2);
      for (const frame of inside) expect(frame.timeSeconds).not.to.equal(start);
    }
  });

  it("treats a long shot as several", () => {
    const chosen = sample(createSampler({ name: "shots", maxShotSeconds: 10 }), toFrames(drawShot(1, 480)));
    expect(chosen).to.have.length(6);
  });

  it("prefers the sharp one of neighbours", () => {
    const sharp = drawScene(9);
    const dull = sharp.map((value) => 128 + (value - 128) / 1.2);
    const frames = toFrames(Array.from({ length: 7 }, (_, n) => (n === 4 ? sharp : dull)));
    expect(sample(createSampler({ name: "shots" }), frames)).to.deep.equal([frames[4]]);
  });
});

/** The largest number of times that fall in any 60 seconds. */
function mostInAMinute(timesSeconds: readonly number[]): number {
  return Math.max(...timesSeconds.map((from) => timesSeconds.filter((t) => t >= from && t < from + 60).length));
}
