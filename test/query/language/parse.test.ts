import { expect } from "chai";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isKinodexError, type KinodexError } from "../../../src/core/errors.js";
import { packageRoot } from "../../../src/core/paths.js";
import { parseQuery } from "../../../src/query/language/parse.js";
import { queryTreeSchema, toText } from "../../../src/query/language/tree.js";
import { createRandom } from "../../../src/core/random.js";

const sentences = readFileSync(join(packageRoot, "test/query/language/sentences.txt"), "utf8")
  .split("\n")
  .filter((line) => line.includes(" => "))
  .map((line) => line.split(" => ") as [sentence: string, meaning: string]);

function failureOf(query: string): KinodexError {
  try {
    parseQuery(query);
  } catch (error) {
    if (isKinodexError(error, "usage")) return error;
    throw error;
  }
  throw new Error(`"${query}" was read`);
}

describe("parseQuery", () => {
  it("reads at least 150 sentences as people mean them", () => {
    expect(sentences).to.have.length.above(149);
    for (const [sentence, meaning] of sentences) expect(toText(parseQuery(sentence)), sentence).to.equal(meaning);
  });

  it("reads what it writes", () => {
    for (const [sentence, meaning] of sentences) {
      const tree = parseQuery(meaning);
      expect(toText(tree), meaning).to.equal(meaning);
      if (!sentence.includes('"')) expect(tree, sentence).to.deep.equal(parseQuery(sentence));
      expect(queryTreeSchema.parse(JSON.parse(JSON.stringify(tree)))).to.deep.equal(tree);
    }
  });

  it("keeps the gap constraints with the pair they speak of", () => {
    expect(parseQuery("a then b within 5s then c without d between at least 2s apart")).to.deep.equal({
      type: "then",
      operands: ["a", "b", "c"].map((text) => ({ type: "phrase", text })),
      gaps: [{ atMostSeconds: 5 }, { without: { type: "phrase", text: "d" }, atLeastSeconds: 2 }],
    });
  });

  it("points at the place and shows an example that can be read", () => {
    for (const [query, marked, says] of [
      ["a dog runs then", "then", "nothing after it"],
      ["then a dog runs", "then", "nothing before it"],
      ["(a dog", "(", "never closed"],
      ["a dog) runs", ")", "never opened"],
      ['"a dog', '"', "does not end"],
      ["a dog then a cat within 99999999s", "99999999s", "24 hours"],
      ["a dog then a cat within -5 seconds", "-5 seconds", "24 hours"],
      ["a dog then a cat at least 9s apart within 3s", "within 3s", "longer"],
      ["a dog within 3s", "within 3s", "how far apart"],
      ["a dog then then a cat", "then", "nothing after it"],
      ["a ball bounces 40 times", "40 times", "ten"],
      ["not a dog", "not a dog", "absent"],
      ["(a dog) (a cat)", "(", "belongs"],
      ["a dog while a cat within 3s", "within 3s", "same time"],
    ] as const) {
      const { message, data } = failureOf(query);
      expect(message, query).to.contain(says);
      expect(query.slice(data["startOffset"] as number, data["endOffset"] as number), query).to.equal(marked);
      const [, line, carets] = message.split("\n") as [string, string, string];
      expect(line.slice(carets.indexOf("^"), carets.lastIndexOf("^") + 1)).to.equal(marked);
      expect(() => parseQuery(data["example"] as string)).not.to.throw();
    }
    expect(failureOf("  ").message).to.contain("empty");
    expect(failureOf("a ".repeat(2000)).message).to.contain("2000 characters");
  });

  it("stays inside its limits", () => {
    expect(failureOf(`${"(".repeat(30)}a${")".repeat(30)}`).message).to.contain("deep");
    expect(failureOf(Array.from({ length: 20 }, (_, n) => `"${n}"`).join(" then ")).message).to.contain("phrases");
    expect(failureOf("a then ".repeat(16) + "a").message).to.contain("phrases");
    const nested = (depth: number): string => (depth === 0 ? '"x"' : `("a" and "b" and ("c" or ${nested(depth - 1)}))`);
    expect(() => parseQuery(nested(3))).not.to.throw();
    expect(failureOf(nested(5)).message).to.contain("placements to try");
    expect(failureOf('"a" and "b" and "c" and "d"').message).to.contain("at most 3");
    expect(failureOf('("a" then "b") while "c"').message).to.contain("instant");
  });

  it("reads or refuses any of 10,000 random strings, as a valid tree or with a place inside it", () => {
    const random = createRandom(11);
    const pieces = `then before after while during and or not first last without between within for at least most 5s
      -3s 1e9h twice three times apart ( ) " “ ” , ; . a the dog runs jumps it he AND THEN é 💥 \\ __proto__
      constructor at first followed by finally`.split(/\s+/);
    for (let n = 0; n < 10_000; n += 1) {
      const count = 1 + Math.floor(random() * 24);
      const parts = Array.from({ length: count }, () =>
        random() < 0.85
          ? (pieces[Math.floor(random() * pieces.length)] as string)
          : String.fromCharCode(32 + Math.floor(random() * 700)),
      );
      const query = parts.join(random() < 0.8 ? " " : "");
      try {
        queryTreeSchema.parse(parseQuery(query));
      } catch (error) {
        if (!isKinodexError(error, "usage"))
          throw new Error(`on ${JSON.stringify(query)}: ${String(error)}`, { cause: error });
        expect(error.data["startOffset"]).to.be.within(0, query.length);
      }
    }
  });
});
