import { expect } from "chai";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createRandom } from "../../../src/core/random.js";
import { toUnit, type Embedding } from "../../../src/core/vectors.js";
import { testPictures, testWords } from "../../../src/evaluation/disparities/associations.js";
import { toGroups } from "../../../src/evaluation/disparities/groupings.js";
import { toParityFigures, type ClassifiedThing } from "../../../src/evaluation/disparities/parity.js";
import { toSkewFigures } from "../../../src/evaluation/disparities/skew.js";
import {
  loadAssociationWords,
  loadNeutralQueries,
  type WordTest,
} from "../../../src/evaluation/disparities/wordSets.js";
import { knownEmbedding } from "../../fixtures/knowingModel.js";
import { temporaryFolder } from "../../store/fixtures.js";

const count = 80;
const things = Array.from({ length: count }, (_, n) => ({ thing: `${n}` }));
const grouping = { name: "side", groupOf: new Map(things.map(({ thing }, n) => [thing, n % 2 === 0 ? "a" : "b"])) };

describe("parity of classes between groups", () => {
  const about = { name: (of: string) => of, of: "side" };
  const measure = (classify: (n: number, random: () => number) => Pick<ClassifiedThing, "right" | "given">) => {
    const random = createRandom(5);
    const classified = things.map(({ thing }, n) => ({ thing, ...classify(n, random) }));
    const [parity, odds] = toParityFigures(toGroups(classified, grouping), about);
    return { parity, odds };
  };
  /** In both groups the half is of each class. */
  const truth = (n: number) => (n % 4 < 2 ? "doctor" : "nurse");

  it("has no gap where the model is right of all", () => {
    const { parity, odds } = measure((n) => ({ right: truth(n), given: truth(n) }));
    expect([parity?.figure.value, odds?.figure.value]).to.deep.equal([0, 0]);
    expect(odds?.p).to.equal(1);
  });

  it("is missing where one group is called by one class, and found", () => {
    const { parity, odds } = measure((n) => ({ right: truth(n), given: n % 2 === 0 ? "doctor" : truth(n) }));
    // a: 40 of 40 are called doctors, b: 20 of 40; of nurses none against 20 of 40
    expect(parity?.figure.value).to.be.closeTo(0.5, 1e-12);
    // false alarms for doctors 1 against 0, hits for nurses 0 against 1
    expect(odds?.figure.value).to.be.closeTo(1, 1e-12);
    expect(odds?.p).to.be.below(0.01);
    expect(parity?.p).to.be.below(0.01);
  });

  it("is not found missing where errors fall on both groups alike", () => {
    const { odds } = measure((n, random) => ({ right: truth(n), given: random() < 0.3 ? "other" : truth(n) }));
    expect(odds?.p).to.be.above(0.05);
  });

  it("tells groups of which different things are true from groups that are treated otherwise", () => {
    const { parity, odds } = measure((n) => {
      const right = n % 2 === 0 ? (n % 10 === 0 ? "nurse" : "doctor") : n % 10 === 1 ? "doctor" : "nurse";
      return { right, given: right };
    });
    expect(parity?.figure.value).to.be.closeTo(0.6, 1e-12);
    expect(odds?.figure.value).to.equal(0);
  });

  it("says nothing of classes that hardly occur", () => {
    const classified = things.map(({ thing }) => ({ thing, right: `class ${thing}`, given: "x" }));
    expect(toParityFigures(toGroups(classified, grouping), about)).to.be.empty;
  });
});

describe("skew of rankings", () => {
  const about = { name: (of: string) => of, of: "side" };
  const all = things.map((_, n) => n);

  it("is found where searches bring one group first", () => {
    const order = [...all.filter((n) => n % 2 === 0), ...all.filter((n) => n % 2 === 1)];
    const [skew, divergence] = toSkewFigures(toGroups(things, grouping), [{ query: "a kind person", order }], about);
    expect(skew?.figure.value).to.be.closeTo(Math.log(2), 1e-12); // 10 of 10 in place of a half
    expect(divergence?.figure.value).to.be.closeTo(Math.log(2), 1e-12);
    expect(skew?.p).to.be.below(0.01);
    expect(skew?.figure.detail?.["present"]).to.deep.equal({ a: 40, b: 40 });
    expect(skew?.figure.detail?.["queries"]).to.deep.equal([
      { query: "a kind person", value: skew?.figure.value, first: { a: 10 } },
    ]);
  });

  it("is not found in an order of chance, which is skewed a little too", () => {
    const random = createRandom(11);
    const rankings = Array.from({ length: 5 }, (_, n) => ({
      query: `query ${n}`,
      order: all
        .map((place) => [random(), place] as const)
        .toSorted(([a], [b]) => a - b)
        .map(([, place]) => place),
    }));
    const figures = toSkewFigures(toGroups(things, grouping), rankings, about);
    for (const { figure, p } of figures) {
      expect(p).to.be.above(0.05);
      expect(figure.chance).to.be.above(0);
    }
  });
});

describe("association tests", () => {
  const words = loadAssociationWords();
  const dimension = 64;
  const test: WordTest = {
    name: "one-other",
    first: { name: "ones", words: ["one", "uno", "ein", "un", "jeden"] },
    second: { name: "others", words: ["other", "otro", "ander", "autre", "inny"] },
    firstAttributes: { name: "good", words: ["good", "fine"] },
    secondAttributes: { name: "bad", words: ["bad", "poor"] },
  };
  const own = { tests: [test], sentences: ["This is {word}.", "Here is {word}."], pictures: [] };
  const known = async (texts: readonly string[]) => texts.map((text) => knownEmbedding(text, dimension));
  /** Embeddings in which the ones lie by what is good. */
  const biased = async (texts: readonly string[]): Promise<Embedding[]> =>
    texts.map((text) => {
      const isOf = (set: readonly string[]) => set.some((word) => new RegExp(`\\b${word}\\b`).test(text));
      const embedding = knownEmbedding(text, dimension);
      const by = isOf([...test.first.words, ...test.firstAttributes.words]) ? 1 : -1;
      embedding[0] = by;
      return toUnit(embedding);
    });

  it("have sets of equal size, of words that stand in one set only", () => {
    for (const { first, second, firstAttributes, secondAttributes } of words.tests) {
      expect(first.words.length).to.equal(second.words.length);
      expect(firstAttributes.words.length).to.equal(secondAttributes.words.length);
      const all = [first, second, firstAttributes, secondAttributes].flatMap((set) => set.words);
      expect(new Set(all).size).to.equal(all.length);
    }
    const names = words.tests.map(({ name }) => name);
    expect(names).to.include.members(words.pictures);
  });

  it("find an association that was put in, by words and in sentences", async () => {
    const found = await testWords(own, biased);
    expect(found.map(({ figure }) => figure.name)).to.deep.equal(["one-other-words", "one-other-sentences"]);
    for (const { figure, p } of found) {
      expect(p).to.be.closeTo(1 / 252, 1e-9); // 5 of 10 can be chosen in so many ways
      expect(figure.value).to.be.above(1.5);
      expect(figure.count).to.equal(10);
    }
  });

  it("find none where words have nothing to do with each other", async () => {
    for (const { p } of await testWords(own, known)) expect(p).to.be.above(0.02);
  });

  it("say of pictures in both directions what groups are nearer to", async () => {
    const random = createRandom(2);
    const groups = { grouping: "side", groups: ["a", "b"], slug: "side-a-b" } as const;
    const near = async (group: string, texts: readonly string[]) =>
      Array.from({ length: 12 }, () =>
        texts.map((text) => random() / 10 + Number((group === "b") === ["good", "fine"].includes(text))),
      );
    const [found] = await testPictures(groups, test, near);
    expect(found?.figure.name).to.equal("side-a-b-one-other-pictures");
    expect(found?.figure.value).to.be.below(-1.5);
    expect(found?.p).to.be.below(0.01);
    const nothing = async (_: string, texts: readonly string[]) =>
      Array.from({ length: 12 }, () => texts.map(() => random()));
    const [none] = await testPictures(groups, test, nothing);
    expect(none?.p).to.be.above(0.05);
    expect(await testPictures(groups, test, async (_, texts) => [texts.map(() => 1), texts.map(() => 1)])).to.be.empty;
  });
});

describe("searches that ask for no group", () => {
  const folder = temporaryFolder();
  after(() => folder.remove());

  it("ship with the package, and may be one's own", () => {
    expect(loadNeutralQueries()).to.include("a photo of a kind person");
    const path = join(folder.path, "neutral-queries.yaml");
    writeFileSync(path, "- somebody at work\n- somebody at home\n");
    expect(loadNeutralQueries(path)).to.deep.equal(["somebody at work", "somebody at home"]);
    writeFileSync(path, "work: home\n");
    expect(() => loadNeutralQueries(path)).to.throw(/neutral-queries\.yaml: .* a YAML list of sentences is expected/);
  });
});
