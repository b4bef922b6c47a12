import { expect } from "chai";
import { isKinodexError } from "../../src/core/errors.js";
import { samplers, type SamplerChoice } from "../../src/sampling/samplers.js";
import { cutsOf, itIsAFrameSampler, sample } from "../conformance/frameSampler.js";
import { drawMontage, drawScene, drawShot, toFrames } from "./drawnVideo.js";

describe("frame samplers", () => {
  const choices: SamplerChoice[] = [
    { name: "iframes" },
    { name: "iframes", maxPerMinute: 20 },
    { name: "uniform" },
    { name: "uniform", framesPerSecond: 8 },
    { name: "shots" },
    { name: "shots", framesPerShot: 5 },
    { name: "adaptive" },
    { name: "adaptive", framesPerMinute: 1 },
  ];
  for (const choice of choices)
    describe(JSON.stringify(choice), () => itIsAFrameSampler(() => samplers.create(choice)));

  it("refuses a name that does not exist and lists those that do", () => {
    try {
      samplers.create({ name: "random" } as unknown as SamplerChoice);
      expect.fail("accepted");
    } catch (error) {
      expect(isKinodexError(error, "usage")).to.equal(true);
      for (const name of samplers.names) expect((error as Error).message).to.contain(name);
    }
  });
});

describe("iframes", () => {
  it("asks for I-frames only and takes them all", () => {
    const sampler = samplers.create({ name: "iframes" });
    expect(sampler.decode).to.deep.equal({ mode: "keyframes" });
    expect(sample(sampler, toFrames(drawShot(1, 50)))).to.have.length(50);
  });

  it("keeps to maxPerMinute in every minute", () => {
    const chosen = sample(samplers.create({ name: "iframes", maxPerMinute: 20 }), toFrames(drawShot(1, 1600)));
    expect(mostInAMinute(chosen.map((frame) => frame.timeSeconds))).to.equal(20);
  });
});

describe("uniform", () => {
  it("takes one frame of each slot, from frames that come faster and at odd times", () => {
    const frames = toFrames(drawShot(1, 300), 29.97);
    const chosen = sample(samplers.create({ name: "uniform", framesPerSecond: 2 }), frames);
    expect(chosen.map((frame) => Math.floor(frame.timeSeconds * 2))).to.deep.equal(
      Array.from({ length: 20 }, (_, n) => n),
    );
  });

  it("tells of the cuts that it sees", () => {
    const pictures = [...drawShot(1, 20), ...drawShot(2, 20), ...drawShot(3, 20)];
    const sampler = samplers.create({ name: "uniform", framesPerSecond: 4 });
    expect(cutsOf(sampler, toFrames(pictures, 4))).to.deep.equal([5, 10]);
  });
});

describe("shots", () => {
  it("takes framesPerShot frames from inside each shot", () => {
    const { frames, cutsSeconds } = drawMontage(21, 10, 12, 60);
    const chosen = sample(samplers.create({ name: "shots", framesPerShot: 2 }), frames);
    const borders = [0, ...cutsSeconds, frames.length / 8];
    for (const [n, start] of borders.slice(0, -1).entries()) {
      const inside = chosen.filter((f) => f.timeSeconds >= start && f.timeSeconds < (borders[n + 1] as number));
      expect(inside, `shot ${n}`).to.have.length(2);
      for (const frame of inside) expect(frame.timeSeconds).not.to.equal(start);
    }
  });

  it("treats a long shot as several", () => {
    const chosen = sample(samplers.create({ name: "shots", maxShotSeconds: 10 }), toFrames(drawShot(1, 480)));
    expect(chosen).to.have.length(6);
  });

  it("prefers the sharp one of neighbours", () => {
    const sharp = drawScene(9);
    const dull = sharp.map((value) => 128 + (value - 128) / 1.2);
    const frames = toFrames(Array.from({ length: 7 }, (_, n) => (n === 4 ? sharp : dull)));
    expect(sample(samplers.create({ name: "shots" }), frames)).to.deep.equal([frames[4]]);
  });
});

/** The largest number of times that fall in any 60 seconds. */
function mostInAMinute(timesSeconds: readonly number[]): number {
  return Math.max(...timesSeconds.map((from) => timesSeconds.filter((t) => t >= from && t < from + 60).length));
}
