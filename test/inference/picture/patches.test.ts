import { expect } from "chai";
import { toPatches, valuesOfPatch } from "../../../src/inference/picture/patches.js";

describe("a picture as patches", () => {
  it("is cut square by square, each patch with its channels, and those with their frames", () => {
    const [width, height] = [4, 2];
    const pixels = Float32Array.from({ length: 3 * width * height }, (_, n) => n);
    const spec = { edge: 1, merge: 2, frames: 2 };
    expect(valuesOfPatch(spec)).to.equal(6);
    const order = [0, 1, 4, 5, 2, 3, 6, 7];
    const expected = order.flatMap((pixel) =>
      [0, 1, 2].flatMap((channel) => [pixel + 8 * channel, pixel + 8 * channel]),
    );
    expect([...toPatches(pixels, { width, height }, spec)]).to.deep.equal(expected);
  });

  it("keeps the rows of a patch together", () => {
    const pixels = Float32Array.from({ length: 3 * 8 }, (_, n) => n);
    const patches = toPatches(pixels, { width: 4, height: 2 }, { edge: 2, merge: 1, frames: 1 });
    expect([...patches.subarray(0, 8)]).to.deep.equal([0, 1, 4, 5, 8, 9, 12, 13]);
    expect([...patches.subarray(12, 16)]).to.deep.equal([2, 3, 6, 7]);
  });
});
