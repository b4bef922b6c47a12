import { expect } from "chai";
import { standingOf, usualOf } from "../../src/core/standing.js";

describe("usualOf", () => {
  it("gives the mean and the standard deviation", () => {
    const { mean, deviation } = usualOf([2, 4, 4, 4, 5, 5, 7, 9], 1e-6);
    expect(mean).to.equal(5);
    expect(deviation).to.equal(2);
  });

  it("keeps a deviation above 0 where nothing differs, and where there is nothing", () => {
    expect(usualOf(Float32Array.of(0.5, 0.5), 0.001)).to.deep.equal({ mean: 0.5, deviation: 0.001 });
    expect(usualOf([], 0.001)).to.deep.equal({ mean: 0, deviation: 0.001 });
  });
});

describe("standingOf", () => {
  it("counts in standard deviations from the mean", () => {
    const usual = usualOf([2, 4, 4, 4, 5, 5, 7, 9], 1e-6);
    expect([9, 5, 3].map((similarity) => standingOf(similarity, usual))).to.deep.equal([2, 0, -1]);
  });
});
