import { expect } from "chai";
import { fitOf } from "../../../src/query/composed/fit.js";

describe("fitOf", () => {
  const logitScale = 20;

  it("never exceeds the similarity, and falls with the wrong order", () => {
    const fits = [8, 1, 0, -1, -8].map((orderContrast) => fitOf({ similarity: 0.4, orderContrast }, 2, logitScale));
    expect(fits[0]).to.be.closeTo(0.4, 1e-4);
    expect(fits).to.deep.equal(fits.toSorted((a, b) => b - a));
    expect(Math.max(...fits)).to.be.below(0.4);
    expect(fitOf({ similarity: 0.4 }, 2, logitScale)).to.equal(0.4);
  });

  it("counts the whole sentence as one more operand", () => {
    expect(fitOf({ similarity: 0.4, ofSentence: 0.1 }, 2, logitScale)).to.be.closeTo(0.3, 1e-12);
    expect(fitOf({ similarity: 0.4, ofSentence: 0.8 }, 3, logitScale)).to.be.closeTo(0.5, 1e-12);
  });
});
