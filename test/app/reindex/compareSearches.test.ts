import { expect } from "chai";
import { compareSearches, kendallTau } from "../../../src/app/reindex/compareSearches.js";
import type { SearchResult } from "../../../src/app/searchOptions.js";

type Moment = SearchResult["moments"][number];
const momentAt = (videoId: string, startSeconds: number): Moment =>
  ({ videoId, startSeconds, endSeconds: startSeconds + 4 }) as Moment;
const found = (...moments: Moment[]) => ({ answered: moments.length > 2, moments });

describe("comparing what two models find", () => {
  it("takes moments that overlap for the same, each once, and correlates their order", async () => {
    const before = found(momentAt("a", 0), momentAt("a", 10), momentAt("b", 0), momentAt("c", 0));
    const after = found(momentAt("b", 3), momentAt("a", 12), momentAt("a", 1), momentAt("d", 0));
    const compared = await compareSearches(
      ["x"],
      "saved",
      async () => before,
      async () => after,
    );
    expect(compared).to.deep.equal({
      queryCount: 1,
      queries: "saved",
      overlapAt10: 0.75,
      rankCorrelation: -1,
      answered: { before: 1, after: 1 },
    });
  });

  it("says that models agree where nothing is there, and nothing of an order of fewer than two", async () => {
    const nothing = await compareSearches(
      ["x"],
      "concepts",
      async () => found(),
      async () => found(),
    );
    expect(nothing).to.include({ overlapAt10: 1, rankCorrelation: null });
  });

  it("has Kendall's tau between -1 and 1", () => {
    expect(kendallTau([0, 1, 2, 3])).to.equal(1);
    expect(kendallTau([3, 2, 1, 0])).to.equal(-1);
    expect(kendallTau([1, 0, 2])).to.be.closeTo(1 / 3, 1e-12);
  });
});
