import { expect } from "chai";
import {
  classesOf,
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

  it("may have groups in wider ones, which are classes of their own", () => {
    const yaml = "places:\n  outdoors:\n    in nature: [in a forest]\n    ruins: [in ruins]\n  nowhere: [in a void]\n";
    const bank = parseConceptBank(yaml, "x");
    expect(bank.places.map(({ says, group, wider }) => [says, group, wider])).to.deep.equal([
      ["in a forest", "in nature", "outdoors"],
      ["in ruins", "ruins", "outdoors"],
      ["in a void", "nowhere", undefined],
    ]);
    expect(classesOf(bank, "places").map(({ says }) => says)).to.deep.equal(["in nature"]);
    expect(classesOf(bank, "surroundings").map(({ says }) => says)).to.deep.equal(["outdoors"]);
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
    ["a third level of groups", "places:\n  x:\n    y:\n      z: [at home]\n", 4, "list"],
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
