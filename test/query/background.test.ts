import { expect } from "chai";
import { confidenceOf, fitBackground, isCurrent, type Background } from "../../src/query/background.js";
import { backgroundQueries } from "../../src/query/backgroundQueries.js";

/** Draws from a Gumbel distribution with a small generator of its own. */
function drawGumbel(count: number, location: number, scale: number, seed: number): number[] {
  let state = seed;
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return location - scale * Math.log(-Math.log((state + 0.5) / 2 ** 32));
  });
}

describe("background", () => {
  it("recovers the law that the best similarities of unrelated queries follow", () => {
    const fitted = fitBackground(drawGumbel(4000, 0.22, 0.03, 7), 100) as Background;
    expect(fitted.location).to.be.closeTo(0.22, 0.004);
    expect(fitted.scale).to.be.closeTo(0.03, 0.004);
  });

  it("is not moved by the few queries that the archive does show", () => {
    const unrelated = drawGumbel(400, 0.22, 0.03, 7);
    const clean = fitBackground(unrelated, 100) as Background;
    const mixed = fitBackground([...unrelated, ...Array.from({ length: 40 }, () => 0.6)], 100) as Background;
    expect(confidenceOf(0.33, mixed)).to.be.closeTo(confidenceOf(0.33, clean), 0.03);
  });

  it("gives an unrelated query a confidence above 0.95 one time in twenty", () => {
    const fitted = fitBackground(drawGumbel(4000, 0.22, 0.03, 7), 100) as Background;
    const alarms = drawGumbel(4000, 0.22, 0.03, 99).filter((value) => confidenceOf(value, fitted) > 0.95).length;
    expect(alarms / 4000).to.be.within(0.03, 0.08);
  });

  it("grows with similarity", () => {
    const fitted = fitBackground(drawGumbel(100, 0.2, 0.02, 3), 100) as Background;
    const values = [0.1, 0.2, 0.25, 0.3, 0.5].map((similarity) => confidenceOf(similarity, fitted));
    expect(values).to.deep.equal([...values].sort((a, b) => a - b));
  });

  it("is out of date once the index has grown by more than a tenth", () => {
    const fitted = fitBackground(drawGumbel(100, 0.2, 0.02, 3), 1000) as Background;
    expect(isCurrent(fitted, 1050)).to.equal(true);
    expect(isCurrent(fitted, 1200)).to.equal(false);
  });

  it("asks a bank of at least a hundred distinct queries", () => {
    expect(new Set(backgroundQueries).size).to.equal(backgroundQueries.length).and.to.be.at.least(100);
  });
});
