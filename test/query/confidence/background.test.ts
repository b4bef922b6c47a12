import { expect } from "chai";
import { confidenceOf, fitBackground, isCurrent, type Background } from "../../../src/query/confidence/background.js";
import { backgroundQueries } from "../../../src/query/confidence/backgroundQueries.js";

/** Draws from a normal distribution with a small generator of its own (Box & Muller 1958). */
function drawNormal(count: number, mean: number, deviation: number, seed: number): number[] {
  let state = seed;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
  return Array.from(
    { length: count },
    () => mean + deviation * Math.sqrt(-2 * Math.log(next())) * Math.cos(2 * Math.PI * next()),
  );
}

describe("background", () => {
  it("recovers the law that the best similarities of unrelated queries follow", () => {
    const fitted = fitBackground(drawNormal(4000, 0.22, 0.03, 7)) as Background;
    expect(fitted.mean).to.be.closeTo(0.22, 0.003);
    expect(fitted.deviation).to.be.closeTo(0.03, 0.003);
  });

  it("stays near it where the archive shows a tenth of what the bank asks for", () => {
    const unrelated = drawNormal(400, 0.22, 0.03, 7);
    const clean = fitBackground(unrelated) as Background;
    const mixed = fitBackground([...unrelated, ...Array.from({ length: 40 }, () => 0.6)]) as Background;
    expect(confidenceOf(0.28, mixed)).to.be.closeTo(confidenceOf(0.28, clean), 0.03);
  });

  it("gives an unrelated query a confidence above 0.95 one time in twenty", () => {
    const fitted = fitBackground(drawNormal(4000, 0.22, 0.03, 7)) as Background;
    const alarms = drawNormal(4000, 0.22, 0.03, 99).filter((value) => confidenceOf(value, fitted) > 0.95).length;
    expect(alarms / 4000).to.be.within(0.035, 0.065);
  });

  it("allows for a law that leans upwards", () => {
    const lean = (values: readonly number[]) => values.map((value) => Math.exp(0.35 * value));
    const fitted = fitBackground(lean(drawNormal(4000, 0, 1, 7))) as Background;
    const alarms = lean(drawNormal(4000, 0, 1, 99)).filter((value) => confidenceOf(value, fitted) > 0.95).length;
    expect(alarms / 4000).to.be.below(0.09); // by the lower tenth alone 0.14
  });

  it("says nothing from a handful of queries", () => {
    expect(fitBackground(drawNormal(7, 0.22, 0.03, 7))).to.equal(undefined);
  });

  it("grows with similarity", () => {
    const fitted = fitBackground(drawNormal(100, 0.2, 0.02, 3)) as Background;
    const values = [0.1, 0.18, 0.2, 0.22, 0.25].map((similarity) => confidenceOf(similarity, fitted));
    for (const [n, value] of values.slice(1).entries()) expect(value).to.be.above(values[n] as number);
  });

  it("is out of date once the index has grown, or shrunk, by more than a tenth", () => {
    expect(isCurrent(1000, 1050)).to.equal(true);
    expect(isCurrent(1000, 1200)).to.equal(false);
    expect(isCurrent(1000, 800)).to.equal(false);
    expect(isCurrent(0, 1), "an empty index").to.equal(false);
  });

  it("asks a bank of at least four hundred distinct queries", () => {
    expect(new Set(backgroundQueries).size).to.equal(backgroundQueries.length).and.to.be.at.least(400);
  });
});
