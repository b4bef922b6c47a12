import { expect } from "chai";
import { sideOf } from "../../src/qa/grounding/sideOf.js";

describe("the side of a picture that a box is on", () => {
  it("is told by its middle, in thirds", () => {
    const boxAt = (column: number, row: number) => ({
      left: column - 0.1,
      right: column + 0.1,
      top: row - 0.1,
      bottom: row + 0.1,
    });
    expect(sideOf(boxAt(0.5, 0.5))).to.equal("in the middle");
    expect(sideOf(boxAt(0.2, 0.5))).to.equal("on the left");
    expect(sideOf(boxAt(0.5, 0.8))).to.equal("at the bottom");
    expect(sideOf(boxAt(0.8, 0.2))).to.equal("at the top right");
  });
});
