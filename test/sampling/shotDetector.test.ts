import { expect } from "chai";
import { describeFrame } from "../../src/sampling/frameSignature.js";
import { createShotDetector } from "../../src/sampling/shotDetector.js";
import type { DecodedFrame } from "../../src/core/frame.js";
import { createRandom } from "../../src/core/random.js";
import { addNoise, blend, drawMontage, drawScene, drawShot, toFrames } from "./drawnVideo.js";

function detect(frames: readonly DecodedFrame[]): number[] {
  const detector = createShotDetector();
  const cuts = frames.map((frame) => detector.push(describeFrame(frame)));
  return [...cuts.filter((cut) => cut !== undefined), ...detector.flush()];
}

describe("the shot detector", () => {
  it("finds the cuts of drawn montages, at the later shot's first frame", () => {
    let found = 0;
    let right = 0;
    let wanted = 0;
    for (let seed = 30; seed < 40; seed += 1) {
      const { frames, cutsSeconds } = drawMontage(seed, 12, 4, 30);
      const cuts = detect(frames);
      found += cuts.length;
      wanted += cutsSeconds.length;
      right += cuts.filter((cut) => cutsSeconds.includes(cut)).length;
    }
    expect(right / found, "precision").to.be.at.least(0.97);
    expect(right / wanted, "recall").to.be.at.least(0.97);
  });

  it("finds no cut in stills, motion, pans and noise", () => {
    const random = createRandom(3);
    expect(detect(toFrames(drawShot(1, 80)))).to.deep.equal([]);
    expect(detect(toFrames(drawShot(1, 80, 5)))).to.deep.equal([]);
    const pan = Array.from({ length: 40 }, (_, n) => drawScene(2, { shift: n * 2 }));
    expect(detect(toFrames(pan))).to.deep.equal([]);
    const noisy = Array.from({ length: 80 }, () => addNoise(drawScene(1), 15, random));
    expect(detect(toFrames(noisy))).to.deep.equal([]);
  });

  it("forgives a flash", () => {
    const pictures = drawShot(1, 60);
    pictures[30] = (pictures[30] as Uint8Array).map((value) => Math.min(255, value + 150));
    expect(detect(toFrames(pictures))).to.deep.equal([]);
  });

  it("reports a dissolve once, near its middle", () => {
    const [a, b] = [drawScene(1), drawScene(2)];
    for (const length of [6, 8, 12]) {
      const mixed = Array.from({ length }, (_, n) => blend(a, b, (n + 1) / (length + 1)));
      const cuts = detect(toFrames([...drawShot(1, 24), ...mixed, ...drawShot(2, 24)]));
      expect(cuts, `${length} frames`).to.have.length(1);
      expect(cuts[0]).to.be.closeTo((24 + length / 2) / 8, 0.3);
    }
  });

  it("reports a fade through black once, near its middle", () => {
    const black = new Uint8Array(64 * 64 * 3);
    const out = Array.from({ length: 6 }, (_, n) => blend(drawScene(1), black, (n + 1) / 6));
    const back = Array.from({ length: 6 }, (_, n) => blend(black, drawScene(2), (n + 1) / 6));
    const cuts = detect(toFrames([...drawShot(1, 24), ...out, ...back, ...drawShot(2, 24)]));
    expect(cuts).to.have.length(1);
    expect(cuts[0]).to.be.closeTo(30 / 8, 0.4);
  });

  it("tells of a cut within three seconds at 8 frames a second", () => {
    const detector = createShotDetector();
    const frames = toFrames([...drawShot(1, 24), ...drawShot(2, 40)]);
    const at = frames.findIndex((frame) => detector.push(describeFrame(frame)) !== undefined);
    expect(at).to.be.within(24, 24 + 24);
  });

  it("takes no frames, one frame and tiny frames", () => {
    expect(detect([])).to.deep.equal([]);
    expect(detect(toFrames([drawScene(1)]))).to.deep.equal([]);
    const tiny = { timeSeconds: 0, width: 1, height: 1, pixels: new Uint8Array(3) };
    expect(detect([tiny, { ...tiny, timeSeconds: 1 }])).to.deep.equal([]);
  });
});
