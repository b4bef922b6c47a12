import { expect } from "chai";
import {
  conceptKinds,
  loadConceptBank,
  parseConceptBank,
  subjectClasses,
} from "../../../src/annotators/concepts/conceptBank.js";
import { failureOf } from "../../store/fixtures.js";

describe("the concept bank", () => {
  it("that ships has a few hundred concepts of every kind", () => {
    const bank = loadConceptBank();
    expect(conceptKinds.reduce((sum, kind) => sum + bank[kind].length, 0)).to.be.within(200, 2000);
    for (const kind of conceptKinds) expect(bank[kind], kind).not.to.be.empty;
    expect(subjectClasses(bank).map(({ says }) => says)).to.include.members(["an animal", "a person", "a vehicle"]);
    expect(bank.subjects.find(({ says }) => says === "a dog")).to.deep.equal({
      kind: "subjects",
      group: "an animal",
      says: "a dog",
      texts: ["a dog", "a puppy"],
    });
  });

  it("may lack kinds", () => {
    expect(parseConceptBank("places:\n  here: [at home]\n", "x").subjects).to.deep.equal([]);
  });

  for (const [what, yaml, line, says] of [
    ["a heading that does not exist", "subjects:\n  a: [b]\nplace:\n  a: [b]\n", 3, "places"],
    ["a concept that is not words", "subjects:\n  a thing:\n    - a dog\n    - 7\n", 4, "a dog | a puppy"],
    ["a concept that stands twice", "subjects:\n  x: [a dog]\n  y:\n    - a dog\n", 4, "twice"],
    ["an empty part", "subjects:\n  x:\n    - a dog |\n", 3, "empty"],
    ["a group that is no list", "subjects:\n  x: a dog\n", 2, "list"],
    ["a kind that is a list", "subjects:\n  - a dog\n", 2, "groups"],
    ["a file that is a list", "- a dog\n", 1, "headings"],
    ["an empty file", "", 1, "headings"],
    ["broken YAML", "subjects:\n  x: [a dog\n", 3, "YAML"],
  ] as const)
    it(`names the line of ${what}`, async () => {
      const { message } = await failureOf(() => parseConceptBank(yaml, "mine.yaml"));
      expect(message)
        .to.match(new RegExp(`^mine.yaml:${line}: `))
        .and.to.contain(says);
    });

  it("that is not there is named", async () => {
    expect((await failureOf(() => loadConceptBank("/nowhere/mine.yaml"))).message).to.contain("/nowhere/mine.yaml");
  });
});
