import { expect } from "chai";
import { fitFrame, toPixelValues, type ImageSpec } from "../../../src/inference/picture/preprocess.js";
import { drawFrame, readPillowReference, toFrame } from "../fixtures.js";

const spec: ImageSpec = { width: 8, height: 8, fit: "crop", mean: [0.5, 0.4, 0.3], std: [0.2, 0.25, 0.5] };

describe("fitFrame", () => {
  it("leaves a frame of the input size alone", () => {
    const frame = drawFrame(8, 8, 1);
    expect(fitFrame(frame, spec)).to.equal(frame);
  });

  it("cuts the middle out of a wide frame when it crops", () => {
    const red = [255, 0, 0];
    const green = [0, 255, 0];
    const pixels = Uint8Array.from(
      Array.from({ length: 64 * 16 }, (_, n) => (n % 64 >= 24 && n % 64 < 40 ? green : red)).flat(),
    );
    const { pixels: fitted } = fitFrame({ timeSeconds: 0, width: 64, height: 16, pixels }, spec);
    for (let n = 0; n < 64; n += 1) {
      if (n % 8 > 0 && n % 8 < 7) expect([...fitted.subarray(n * 3, n * 3 + 3)]).to.deep.equal(green);
    }
  });

  for (const interpolation of ["bicubic", "bilinear", "lanczos"] as const)
    for (const stored of readPillowReference().crop) {
      const { width, height, shortEdge, toWidth, toHeight, cropped } = stored;
      it(`scales ${width}x${height} to a short edge of ${shortEdge} and cuts as Pillow does, with ${interpolation}`, () => {
        const fit = { width: toWidth, height: toHeight, fit: "crop", shortEdge, interpolation } as const;
        expect(Buffer.from(fitFrame(toFrame(stored), fit).pixels).toString("base64")).to.equal(cropped[interpolation]);
      });
    }

  it("keeps the whole picture when it stretches", () => {
    const pixels = Uint8Array.from({ length: 32 * 8 * 3 }, (_, n) => (Math.floor(n / 3) % 32 < 16 ? 0 : 255));
    const { pixels: fitted } = fitFrame({ timeSeconds: 0, width: 32, height: 8, pixels }, { ...spec, fit: "stretch" });
    expect(fitted[0]).to.equal(0);
    expect(fitted[7 * 3]).to.equal(255);
  });

  it("fits frames of extreme shapes", () => {
    for (const [width, height] of [
      [1, 1],
      [1, 500],
      [500, 1],
      [9, 8],
    ] as const) {
      const fitted = fitFrame(drawFrame(width, height, 2), spec);
      expect(fitted.pixels).to.have.length(8 * 8 * 3);
    }
  });
});

describe("toPixelValues", () => {
  it("normalises each channel and lays them out one after the other", () => {
    const frames = [drawFrame(8, 8, 1), drawFrame(8, 8, 2)];
    const values = toPixelValues(frames, spec);
    expect(values).to.have.length(2 * 3 * 64);
    for (const [frame, channel, pixel] of [
      [0, 0, 0],
      [0, 2, 63],
      [1, 1, 17],
    ] as const) {
      const value = frames[frame]?.pixels[pixel * 3 + channel] as number;
      const expected = (value / 255 - (spec.mean[channel] as number)) / (spec.std[channel] as number);
      expect(values[(frame * 3 + channel) * 64 + pixel]).to.be.closeTo(expected, 1e-6);
    }
  });
});
