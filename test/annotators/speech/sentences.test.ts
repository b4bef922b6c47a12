import { expect } from "chai";
import { toSentences } from "../../../src/annotators/speech/sentences.js";

/** Words of half a second each, one after the other; a number is a pause of so many seconds. */
function said(...parts: readonly (string | number)[]) {
  let at = 0;
  return parts.flatMap((part) => {
    if (typeof part === "number") {
      at += part;
      return [];
    }
    return part.split(" ").map((text) => ({ text, startSeconds: at, endSeconds: (at += 0.5), probability: 0.5 }));
  });
}

const textsOf = (...parts: readonly (string | number)[]) => toSentences(said(...parts)).map(({ text }) => text);

describe("toSentences", () => {
  it("ends a segment where a sentence ends, and where it pauses for long", () => {
    expect(
      textsOf("the boat has come back. are they all on board?", 0.2, "they are not sure", 2, "about it yet"),
    ).to.deep.equal(["the boat has come back.", "are they all on board?", "they are not sure", "about it yet"]);
  });

  it("joins what is short with what follows at once", () => {
    expect(textsOf("Mr. Smith is here.")).to.deep.equal(["Mr. Smith is here."]);
    expect(textsOf("Yes.", 1, "He is here today.")).to.deep.equal(["Yes.", "He is here today."]);
  });

  it("cuts what is longer than seven seconds where it pauses most, or after a comma", () => {
    const words = (count: number) => Array.from({ length: count }, (_, n) => `w${n}`).join(" ");
    const paused = toSentences(said(words(9), 0.8, words(9)));
    expect(paused.map(({ text }) => text)).to.deep.equal([words(9), words(9)]);
    expect(textsOf(`${words(8)}, ${words(10)}`)).to.deep.equal([`${words(8)},`, words(10)]);
    const long = toSentences(said(words(200)));
    expect(long.map(({ text }) => text).join(" ")).to.equal(words(200));
    for (const { startSeconds, endSeconds } of long) expect(endSeconds - startSeconds).to.be.at.most(7);
  });

  it("gives spans that have some length, the mean probability of the words, and their language", () => {
    const [segment] = toSentences([
      { text: "a", startSeconds: 1, endSeconds: 1, probability: 0.2, language: "en" },
      { text: "b", startSeconds: 1, endSeconds: 1, probability: 0.4, language: "en" },
    ]);
    expect(segment).to.include({ startSeconds: 1, text: "a b", language: "en" });
    expect(segment?.endSeconds).to.be.above(1);
    expect(segment?.confidence).to.be.closeTo(0.3, 1e-9);
    expect(toSentences([])).to.deep.equal([]);
  });

  it("writes scripts without spaces without spaces", () => {
    expect(textsOf("世 界 OK 。")).to.deep.equal(["世界 OK 。"]);
  });
});
