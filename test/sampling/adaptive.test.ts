import { expect } from "chai";
import { createAdaptiveSampler } from "../../src/sampling/adaptive.js";
import { createFrameBudget } from "../../src/sampling/frameBudget.js";
import { cutsOf, sample } from "../conformance/frameSampler.js";
import { createRandom } from "../../src/core/random.js";
import { addNoise, blend, drawMontage, drawScene, drawShot, toFrames } from "./drawnVideo.js";

const timesOf = (frames: readonly { timeSeconds: number }[]) => frames.map((frame) => frame.timeSeconds);

describe("the adaptive sampler", () => {
  for (const framesPerMinute of [1, 12, 60, 90])
    it(`never takes more than ${framesPerMinute} frames in any minute`, () => {
      const frames = toFrames(Array.from({ length: 1600 }, (_, n) => drawScene(n >> 2, { subject: n % 50 })));
      const times = timesOf(sample(createAdaptiveSampler({ framesPerMinute }), frames));
      expect(mostInAMinute(times))
        .to.be.at.most(framesPerMinute)
        .and.at.least(framesPerMinute * 0.6);
    });

  for (const seed of [1, 2, 3, 4])
    it(`takes a frame from each shot of half a second and more (montage ${seed})`, () => {
      const { frames, cutsSeconds } = drawMontage(seed, 25, 4, 24);
      const times = timesOf(sample(createAdaptiveSampler({ framesPerMinute: 120 }), frames));
      const borders = [0, ...cutsSeconds, frames.length / 8];
      const missed = borders
        .slice(0, -1)
        .filter((from, n) => !times.some((t) => t >= from && t < (borders[n + 1] as number)));
      expect(missed).to.deep.equal([]);
    });

  it("takes no frame at a cut or inside a dissolve while the shot has calmer ones", () => {
    const [a, b, c] = [drawScene(1), drawScene(2), drawScene(3)];
    const dissolve = Array.from({ length: 6 }, (_, n) => blend(b, c, (n + 1) / 7));
    const still = (picture: Uint8Array, frames: number) => Array.from({ length: frames }, () => picture);
    const frames = toFrames([...still(a, 20), ...still(b, 20), ...dissolve, ...still(c, 20)]);
    const times = timesOf(sample(createAdaptiveSampler(), frames));
    for (const t of times) {
      expect(t, "beside the cut").not.to.be.oneOf([19 / 8, 20 / 8]);
      expect(t > 40 / 8 && t < 46 / 8 - 0.2, `${t} s is inside the dissolve`).to.equal(false);
    }
  });

  it("skips stills, noisy ones too", () => {
    const random = createRandom(5);
    const noisy = Array.from({ length: 960 }, () => addNoise(drawScene(1), 6, random));
    expect(sample(createAdaptiveSampler(), toFrames(noisy)).length).to.be.within(12, 20);
    const clean = sample(createAdaptiveSampler({ maxGapSeconds: 30 }), toFrames(drawShot(1, 960)));
    expect(clean.length).to.be.within(5, 14);
  });

  it("takes about two frames a second of a short video with motion", () => {
    for (const seconds of [1, 2, 5, 10]) {
      const frames = toFrames(drawShot(8, seconds * 8, 2));
      const rate = sample(createAdaptiveSampler(), frames).length / seconds;
      expect(rate, `${seconds} s`).to.be.within(1.4, 3);
    }
  });

  it("takes the last still frame before something moves, so that the change can be timed", () => {
    const moving = Array.from({ length: 40 }, (_, n) => drawScene(4, { subject: n }));
    const frames = toFrames([...drawShot(4, 76), ...moving]);
    const times = timesOf(sample(createAdaptiveSampler(), frames));
    const before = Math.max(...times.filter((t) => t <= 9.5));
    const after = Math.min(...times.filter((t) => t > 9.5));
    expect((before + after) / 2).to.be.closeTo(9.5, 0.75);
  });

  it("tells of the cuts", () => {
    const { frames, cutsSeconds } = drawMontage(6, 15, 8, 30);
    expect(cutsOf(createAdaptiveSampler(), frames)).to.deep.equal(cutsSeconds);
  });
});

describe("a frame budget", () => {
  it("holds over any minute, whenever frames are asked for", () => {
    for (let seed = 1; seed <= 40; seed += 1) {
      const random = createRandom(seed);
      const framesPerMinute = 1 + Math.floor(random() * 100);
      const budget = createFrameBudget(framesPerMinute);
      const times: number[] = [];
      for (let t = 0; t < 400; t += random() ** 3 * 4) if (budget.take(t)) times.push(t);
      expect(mostInAMinute(times), `seed ${seed}`).to.be.at.most(framesPerMinute);
    }
  });

  it("keeps a reserve when asked to", () => {
    const budget = createFrameBudget(60);
    let taken = 0;
    while (budget.take(0, 0.5)) taken += 1;
    expect(taken).to.equal(15);
    expect(budget.leftAt(0)).to.equal(0.5);
  });
});

function mostInAMinute(timesSeconds: readonly number[]): number {
  return Math.max(0, ...timesSeconds.map((from) => timesSeconds.filter((t) => t >= from && t < from + 60).length));
}
