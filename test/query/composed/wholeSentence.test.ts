import { expect } from "chai";
import { sentenceOf, toSentence } from "../../../src/query/composed/wholeSentence.js";
import { parseQuery } from "../../../src/query/language/parse.js";

describe("toSentence", () => {
  const cases: readonly [query: string, sentence: string | undefined][] = [
    ['"a dog" then "a cat" then "a bird"', "a dog, then a cat, then a bird"],
    ['"a dog" while "a cat"', "a dog while a cat"],
    ['first ("a dog" and "a cat")', "a dog and a cat"],
    ['("a dog" while "a cat") then "a bird" within 5s', "a dog while a cat, then a bird"],
    ['"a dog" then "a cat" without "a bird" between', "a dog, then a cat"],
    ['"a dog" and "a cat" and (not "a bird")', "a dog and a cat"],
    ['"a dog" and (not "a bird")', undefined],
    ['"a dog" 3 times', undefined],
    ['"a dog" or "a cat"', undefined],
    ['"a dog" then ("a cat" or "a bird")', undefined],
    ["a dog", undefined],
  ];
  for (const [query, sentence] of cases) {
    it(`makes ${sentence === undefined ? "no sentence" : `"${sentence}"`} of ${query}`, () => {
      expect(toSentence(parseQuery(query))).to.equal(sentence);
    });
  }
});

describe("sentenceOf", () => {
  const said = (query: string) => sentenceOf(query, parseQuery(query));

  it("is what was written, where that is a sentence", () => {
    const written = "A dog jumps into a lake, then shakes itself.";
    expect(said(written)).to.equal(written);
    expect(sentenceOf(parseQuery(written), parseQuery(written))).to.equal(
      "A dog jumps into a lake, then A dog shakes itself",
    );
  });

  it("is joined of the parts where operators stand between quotes, or something is asked for besides", () => {
    expect(said('"a dog" then "a cat"')).to.equal("a dog, then a cat");
    expect(said("a dog then a cat within 5s")).to.equal("a dog, then a cat");
    expect(said("first a dog while a cat sleeps")).to.equal(toSentence(parseQuery("first a dog while a cat sleeps")));
    expect(said("a dog or a cat")).to.equal(undefined);
  });
});
