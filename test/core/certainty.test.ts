import { expect } from "chai";
import { toAnswerCertainty, toCertainty, toPercent } from "../../src/core/certainty.js";

describe("toCertainty", () => {
  it("never calls strong what does not count as found", () => {
    expect(toCertainty(0.947, 0.95)).to.equal("unlikely");
    expect(toCertainty(0.95, 0.95)).to.equal("strong");
  });

  it("calls possible what counts as found below 90 %", () => {
    expect([0.59, 0.6, 0.89, 0.9].map((confidence) => toCertainty(confidence, 0.6))).to.deep.equal([
      "unlikely",
      "possible",
      "possible",
      "strong",
    ]);
    expect(toAnswerCertainty(0.5)).to.equal("possible");
  });
});

describe("toPercent", () => {
  it("crosses no line that the share does not reach", () => {
    expect([0.947, 0.9499, 0.95, 0.29, 0.999, 1, 0].map(toPercent)).to.deep.equal([
      "94 %",
      "94 %",
      "95 %",
      "29 %",
      "99 %",
      "100 %",
      "0 %",
    ]);
  });
});
