import { expect } from "chai";
import type { PatchesPart } from "../../../src/models/families/backbone/manifest.js";
import { sizeInPatches } from "../../../src/models/families/backbone/patchedSize.js";
import { toPlaces } from "../../../src/models/families/backbone/places.js";

const part = { patchEdge: 14, mergedPatches: 2, minPixels: 3136, maxPixels: 200704 } as PatchesPart;

describe("the size of a picture that is read as patches", () => {
  // what `smart_resize` of transformers gives
  for (const [width, height, scaledWidth, scaledHeight] of [
    [1920, 1080, 588, 336],
    [640, 480, 504, 364],
    [70, 98, 56, 112],
    [350, 350, 336, 336],
    [20, 30, 56, 84],
    [4000, 100, 2828, 56],
    [10, 1000, 28, 560],
  ] as const)
    it(`is ${scaledWidth}x${scaledHeight} for ${width}x${height}`, () =>
      expect(sizeInPatches({ width, height }, part)).to.deep.equal({ width: scaledWidth, height: scaledHeight }));
});

describe("places in time, height and width", () => {
  it("are the same for words, and rows and columns for pictures, whose longer edge is passed over", () => {
    const grids = [
      { rows: 2, columns: 3 },
      { rows: 2, columns: 1 },
    ];
    expect(toPlaces([7, 9, 9, 9, 9, 9, 9, 7, 9, 9, 7], 9, grids)).to.deep.equal([
      [0, 1, 1, 1, 1, 1, 1, 4, 5, 5, 7],
      [0, 1, 1, 1, 2, 2, 2, 4, 5, 6, 7],
      [0, 1, 2, 3, 1, 2, 3, 4, 5, 5, 7],
    ]);
  });
});
