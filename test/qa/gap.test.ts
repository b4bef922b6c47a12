import { expect } from "chai";
import { readCloze } from "../../src/qa/language/cloze.js";
import { findGap } from "../../src/qa/language/gap.js";
import { readQuestion } from "../../src/qa/language/readQuestion.js";

describe("a sentence with a gap", () => {
  it("is read as a choice among the answers that are given", () => {
    expect(readQuestion("The person rides a ___ in the park.", ["horse", "bicycle"])).to.deep.equal({
      type: "choose",
      by: "evidence",
      options: ["horse", "bicycle"].map((text) => ({
        text,
        statement: { type: "phrase", text: `the person rides a ${text} in the park` },
      })),
    });
  });

  it("is read as a question for what is seen where none are", () => {
    expect(readQuestion("the person rides a ___")).to.deep.equal({
      type: "contents",
      asked: { kind: "anything", template: "the person rides {}", isGap: true },
      part: { at: "any" },
    });
  });

  it("has one article, whether the answers bring their own or not", () => {
    expect(readCloze("the man holds a __", ["a ball", "an egg"])).to.equal("the man holds {}");
    expect(readCloze("the man holds a __", ["ball", "an egg"])).to.equal("the man holds a {}");
  });

  it("is none without words beside the gap, or with two gaps", () => {
    expect(readCloze("___", [])).to.equal(undefined);
    expect(readCloze("a ___ sees a ___", [])).to.equal(undefined);
  });
});

describe("the gap between statements", () => {
  const gapOf = (...statements: string[]) => findGap(statements);

  it("is where they differ, in whole words", () => {
    expect(gapOf("the man holds a ball", "the man holds a book")).to.deep.equal({
      sentence: { before: "the man holds a", after: "" },
      choices: ["ball", "book"],
    });
    expect(gapOf("a red bus stops", "a small dog stops", "a cat stops")).to.deep.equal({
      sentence: { before: "a", after: "stops" },
      choices: ["red bus", "small dog", "cat"],
    });
  });

  it("is all of them where they share nothing", () => {
    expect(gapOf("dogs", "two cats")).to.deep.equal({
      sentence: { before: "", after: "" },
      choices: ["dogs", "two cats"],
    });
  });

  it("never leaves a choice without words", () => {
    expect(gapOf("a dog runs", "a dog")?.choices).to.deep.equal(["dog runs", "dog"]);
  });

  it("is none where two are the same", () => {
    expect(gapOf("a dog", "A dog")).to.equal(undefined);
  });
});
