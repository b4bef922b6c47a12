import { expect } from "chai";
import { phraseOrder } from "../../../src/evaluation/metrics/captioning/phraseOrder.js";

describe("the order in which captions name things", () => {
  it("is that of their first telling words, in whichever form", () => {
    const order = (caption: string) => phraseOrder(caption, "a brown dog", "a brown cat");
    expect(order("Two dogs run, then a cat sleeps.")).to.deep.equal({ order: 1, namesBoth: true });
    expect(order("A cat sleeps before brown dogs run.")).to.deep.equal({ order: 0, namesBoth: true });
  });

  it("is not known where one is not named, or nothing tells them apart", () => {
    expect(phraseOrder("a brown dog", "a brown dog", "a brown cat")).to.deep.equal({ order: 0.5, namesBoth: false });
    expect(phraseOrder("", "a dog", "a cat").namesBoth).to.equal(false);
    expect(phraseOrder("a dog and a dog", "a dog", "the dog").namesBoth).to.equal(false);
  });
});
