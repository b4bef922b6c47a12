import { expect } from "chai";
import { readNewness } from "../../../src/query/language/newness.js";

describe("readNewness", () => {
  it("reads what asks for something new, first or last of it, and leaves descriptions alone", () => {
    for (const [query, which] of [
      ["something new happens", "all"],
      ["Something odd happens.", "all"],
      ["something unusual", "all"],
      ["anything unexpected appears?", "all"],
      ["first something new happens", "first"],
      ["first time something strange is seen", "first"],
      ["last  something surprising occurs", "last"],
      ['"something new happens"', undefined],
      ["something new happens to a dog", undefined],
      ["something blue", undefined],
      ["a new car", undefined],
      ["a dog runs then something new happens", undefined],
    ] as const)
      expect(readNewness(query), query).to.equal(which);
  });
});
