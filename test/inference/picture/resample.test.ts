import { expect } from "chai";
import type { Interpolation } from "../../../src/core/frame.js";
import { resample } from "../../../src/inference/picture/resample.js";
import { drawFrame, readPillowReference, toFrame } from "../fixtures.js";

const interpolations = ["bicubic", "bilinear", "lanczos"] as const satisfies readonly Interpolation[];

describe("resample", () => {
  for (const interpolation of interpolations)
    for (const stored of readPillowReference().resize) {
      const { width, height, toWidth, toHeight, resized } = stored;
      it(`gives the pixels of Pillow's ${interpolation} filter from ${width}x${height} to ${toWidth}x${toHeight}`, () => {
        const found = resample(toFrame(stored), { width: toWidth, height: toHeight, interpolation });
        expect(found).to.include({ width: toWidth, height: toHeight });
        expect(Buffer.from(found.pixels).toString("base64")).to.equal(resized[interpolation]);
      });
    }

  it("computes a window as that part of the whole", () => {
    const source = drawFrame(50, 40, 3);
    const size = { width: 20, height: 16, interpolation: "lanczos" } as const;
    const whole = resample(source, size);
    const part = resample(source, size, { left: 4, top: 3, width: 7, height: 9 });
    for (let row = 0; row < 9; row += 1) {
      const start = ((row + 3) * 20 + 4) * 3;
      expect(part.pixels.subarray(row * 21, row * 21 + 21)).to.deep.equal(whole.pixels.subarray(start, start + 21));
    }
  });
});
