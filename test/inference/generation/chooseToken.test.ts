import { expect } from "chai";
import { createTokenChoice } from "../../../src/inference/generation/chooseToken.js";

const endTokenIds = [4];

describe("createTokenChoice", () => {
  it("never chooses what is suppressed, nor at first what must not come first", () => {
    const choose = createTokenChoice({ endTokenIds, suppressedTokenIds: [1], suppressedFirstTokenIds: [2] });
    const logits = Float32Array.of(0, 9, 8, 7, 0);
    expect(choose(logits, []).id).to.equal(3);
    expect(choose(logits, [3]).id).to.equal(2);
    expect(choose(logits, [3]).logProbability).to.be.below(-1); // among all, not among what is left
  });

  describe("with tokens of time", () => {
    // 0 to 3 are words, 4 ends the text, 5 and 6 are other tokens, 7 and on are times
    const choose = createTokenChoice({ endTokenIds, timestamps: { firstId: 7, lastInitialId: 8 } });
    const favouring = (...ids: readonly number[]) =>
      Float32Array.from({ length: 12 }, (_, id) => (ids.includes(id) ? 10 - ids.indexOf(id) : 0));

    it("begins with an early time", () => {
      expect(choose(favouring(0, 11, 8), []).id).to.equal(8);
    });

    it("has words after a time that begins them", () => {
      expect(choose(favouring(9, 2), [8]).id).to.equal(2);
      expect(choose(favouring(9, 2), [8, 1, 9, 9]).id).to.equal(2);
    });

    it("has another time, or the end, after a time that ends words", () => {
      expect(choose(favouring(1, 10), [8, 1, 9]).id).to.equal(10);
      expect(choose(favouring(1, 4), [8, 1, 9]).id).to.equal(4);
      expect(choose(favouring(9, 10), [8, 1, 9]).id).to.equal(9); // the next words follow at once
    });

    it("never goes back in time", () => {
      expect(choose(favouring(7, 8, 10), [8, 1]).id).to.equal(10);
    });

    it("takes a time where all of them together are more probable than any word", () => {
      const logits = Float32Array.of(5, 0, 0, 0, 0, 0, 0, 4, 4, 4.5, 4.5, 4.5);
      expect(choose(logits, [7, 1]).id).to.be.at.least(8);
      expect(choose(Float32Array.of(9, ...logits.slice(1)), [7, 1]).id).to.equal(0);
    });
  });
});
