import { expect } from "chai";
import { placesOf } from "../../../src/inference/generation/places.js";

describe("places of tokens", () => {
  it("count on from those before", () =>
    expect(placesOf(undefined, 3, 2)).to.deep.equal({ dims: [1, 2], values: Int32Array.of(3, 4) }));

  it("are those of a prompt on each of its axes, and follow the highest then", () => {
    const prompt = [
      [0, 1, 1],
      [0, 1, 5],
    ];
    expect(placesOf(prompt, 0, 3)).to.deep.equal({ dims: [2, 1, 3], values: Int32Array.of(0, 1, 1, 0, 1, 5) });
    expect(placesOf(prompt, 3, 1)).to.deep.equal({ dims: [2, 1, 1], values: Int32Array.of(6, 6) });
    expect(placesOf(prompt, 5, 2)).to.deep.equal({ dims: [2, 1, 2], values: Int32Array.of(8, 9, 8, 9) });
  });

  it("are refused where a prompt has other than one for each token", () =>
    expect(() => placesOf([[0, 1]], 0, 3)).to.throw("a prompt of 3 tokens has 2 places"));
});
