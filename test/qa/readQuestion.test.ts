import { expect } from "chai";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isKinodexError } from "../../src/core/errors.js";
import { packageRoot } from "../../src/core/paths.js";
import { exampleQuestions } from "../../src/qa/language/questionError.js";
import { readQuestion } from "../../src/qa/language/readQuestion.js";
import { toProgrammeText } from "../../src/qa/programme.js";
import { createRandom } from "../../src/core/random.js";

const lines = readFileSync(join(packageRoot, "test/qa/questions.txt"), "utf8")
  .split("\n")
  .filter((line) => line.includes(" => "))
  .map((line) => line.split("  => ") as [asked: string, programme: string]);

describe("readQuestion", () => {
  it("reads more than a hundred questions as people mean them", () => {
    expect(lines).to.have.length.above(100);
    for (const [asked, programme] of lines) {
      const [, question = "", choices] = /^(.*?)(?: \[(.*)\])?$/.exec(asked) ?? [];
      const read = readQuestion(question, choices?.split(" | "));
      expect(toProgrammeText(read).replaceAll(/\n */g, "; "), asked).to.equal(programme);
    }
  });

  it("says what it can answer where it reads no question, and can answer that", () => {
    for (const [question, says] of [
      ["", "empty"],
      ["  ?", "empty"],
      ["a dog on a beach", "does not begin"],
      ["x".repeat(3000), "more than 2000"],
    ] as const) {
      expect(() => readQuestion(question), question)
        .to.throw(says)
        .and.satisfy(
          (error: unknown) => isKinodexError(error, "usage") && error.message.includes(exampleQuestions[0]!),
        );
    }
    for (const example of exampleQuestions) expect(readQuestion(example).type, example).to.not.equal("outside");
  });

  it("points at the place where the statement in a question cannot be read", () => {
    expect(() => readQuestion("When does (a dog run?"))
      .to.throw("never closed")
      .and.satisfy((error: unknown) => isKinodexError(error, "usage"));
  });

  it("refuses a single choice, the same one twice, and very many", () => {
    expect(() => readQuestion("What is it?", ["a dog"])).to.throw("at least two");
    expect(() => readQuestion("What is it?", ["a dog", "a dog "])).to.throw("the same");
    expect(() => readQuestion("Is it a dog or a dog?")).to.throw("the same");
    const many = Array.from({ length: 51 }, (_, n) => `thing ${n}`);
    expect(() => readQuestion("What is it?", many)).to.throw("more than 50");
  });

  it("reads or refuses any string of its words, without another failure", () => {
    const random = createRandom(4);
    const words = [...new Set(lines.flatMap(([asked]) => asked.split(/\s+/))), "(", ")", '"', "", ",", "{}", "$&"];
    for (let n = 0; n < 10_000; n += 1) {
      const length = 1 + Math.floor(random() * 12);
      const question = Array.from({ length }, () => words[Math.floor(random() * words.length)]).join(" ");
      try {
        expect(toProgrammeText(readQuestion(question))).to.be.a("string");
      } catch (error) {
        if (!isKinodexError(error, "usage")) throw error;
      }
    }
  });
});
