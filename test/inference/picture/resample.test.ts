import { expect } from "chai";
import { resizeBicubic } from "../../../src/inference/picture/resample.js";
import { drawFrame, readTinyReference, toFrame } from "../fixtures.js";

describe("resizeBicubic", () => {
  for (const stored of readTinyReference().resize) {
    const { width, height, toWidth, toHeight } = stored;
    it(`gives Pillow's pixels from ${width}x${height} to ${toWidth}x${toHeight}`, () => {
      const resized = resizeBicubic(toFrame(stored), toWidth, toHeight);
      expect(resized).to.include({ width: toWidth, height: toHeight });
      expect(Buffer.from(resized.pixels).toString("base64")).to.equal(stored.resized);
    });
  }

  it("computes a window as that part of the whole", () => {
    const source = drawFrame(50, 40, 3);
    const whole = resizeBicubic(source, 20, 16);
    const part = resizeBicubic(source, 20, 16, { left: 4, top: 3, width: 7, height: 9 });
    for (let row = 0; row < 9; row += 1) {
      const start = ((row + 3) * 20 + 4) * 3;
      expect(part.pixels.subarray(row * 21, row * 21 + 21)).to.deep.equal(whole.pixels.subarray(start, start + 21));
    }
  });
});
