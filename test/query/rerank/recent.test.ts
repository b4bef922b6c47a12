import { expect } from "chai";
import { createRecent } from "../../../src/query/rerank/recent.js";

describe("a store of recent values", () => {
  it("forgets what was used longest ago", () => {
    const recent = createRecent<number>(2);
    recent.set("a", 1);
    recent.set("b", 2);
    expect(recent.get("a")).to.equal(1);
    recent.set("c", 3);
    expect([recent.get("a"), recent.get("b"), recent.get("c")]).to.deep.equal([1, undefined, 3]);
    recent.delete("a");
    expect(recent.get("a")).to.equal(undefined);
  });
});
