import { expect } from "chai";
import { parseConceptBank } from "../../../src/annotators/concepts/conceptBank.js";
import { createRandom } from "../../../src/core/random.js";
import type { LabelledVideo } from "../../../src/evaluation/dataset.js";
import type { FoilKind } from "../../../src/evaluation/language/foils/foil.js";
import { createFoilMaker } from "../../../src/evaluation/language/foils/makeFoils.js";
import { createTruthReader } from "../../../src/evaluation/language/sceneTruth.js";

const bank = parseConceptBank(
  `
subjects:
  an animal: [a dog | a puppy, a cat, an owl]
  a person: [a man, a girl]
  things: [a ball, a box, a camera, bread]
places:
  outside: [on a beach]
actions:
  up or down: [rises | moves up, sinks | moves down]
  many: [walks, runs, sleeps]
motion:
  light: [night falls, day breaks]
colours:
  plain: [red, blue, green]
`,
  "bank.yaml",
);
const make = createFoilMaker(bank);
const nothing = { subjects: [], places: [], times: [], actions: [], motion: [], colours: [] };
const video = (about: Partial<LabelledVideo>): LabelledVideo => ({
  path: "/a.mp4",
  durationSeconds: 4,
  captions: [],
  events: [],
  questions: [],
  shown: [],
  rendered: false,
  unseen: false,
  ...about,
});
const readTruth = createTruthReader(bank);
const all = ["dog", "cat", "owl", "man", "girl", "ball", "box", "camera", "bread"];

/** The foils of a sentence by kind; of a video that only it tells of, or of which more is known. */
const foilsOf = (sentence: string, about: Partial<LabelledVideo> = {}, common = all) => {
  const scene = readTruth(video({ captions: [sentence], ...about }));
  const foils = make(sentence, { scene, common, random: createRandom(1) });
  return Object.fromEntries(foils.map(({ kind, text }) => [kind, text])) as Partial<Record<FoilKind, string>>;
};
const shows = (subjects: readonly string[], colours: readonly string[] = []) => ({
  shown: [{ startSeconds: 0, endSeconds: 4, true: { ...nothing, subjects, colours } }],
});

describe("foils", () => {
  it("replace an object by one of its group where all that can be seen is known, with the article that it needs", () => {
    expect(foilsOf("a dog runs", shows(["dog", "puppy", "cat"]))["replace-object"]).to.equal("an owl runs");
    expect(foilsOf("a red ball rises", shows(["ball"]), ["box"])["replace-object"]).to.equal("a red box rises");
  });

  it("replace an object by one of another group where it is not, as nobody may have written of it", () => {
    expect(foilsOf("a dog runs", {}, ["cat", "owl", "box"])["replace-object"]).to.equal("a box runs");
    expect(foilsOf("a dog runs", { captions: ["a dog runs", "two boxes"] }, ["cat", "box"])).to.not.have.key(
      "replace-object",
    );
  });

  it("leave alone what is part of a longer name, stands in plural, has no article or belongs to somebody", () => {
    for (const sentence of ["dogs run", "a dog house burns", "her dog runs", "a girl's hand waves", "bread rises"])
      expect(foilsOf(sentence), sentence).to.not.have.key("replace-object");
    expect(foilsOf("the camera pans over the sea")).to.not.have.key("replace-object");
  });

  it("replace a colour by one that nobody wrote of", () => {
    expect(foilsOf("a red ball and a blue box")["replace-attribute"]).to.be.oneOf([
      "a green ball and a blue box",
      "a red ball and a green box",
    ]);
    expect(foilsOf("a red ball", { captions: ["a red ball", "the blue sea", "green"] })).to.not.have.key(
      "replace-attribute",
    );
  });

  it("never touch the colours of people", () => {
    for (const sentence of ["a red man runs", "the man walks"]) {
      const foils = foilsOf(sentence, shows(["man"], ["red man"]));
      expect(foils, sentence).to.not.have.any.keys("replace-attribute", "add-attribute");
    }
    expect(foilsOf("a red ball rises", {}, ["man"])).to.not.have.key("replace-object");
    expect(foilsOf("a girl throws a red ball")).to.not.have.key("swap-object");
  });

  it("replace a relation by its opposite, also one that the bank knows, unless both are told", () => {
    expect(foilsOf("a ball goes from left to right")["replace-relation"]).to.equal("a ball goes from right to left");
    expect(foilsOf("a ball rises")["replace-relation"]).to.equal("a ball sinks");
    expect(foilsOf("a ball moves down")["replace-relation"]).to.equal("a ball moves up");
    expect(foilsOf("night falls over the sea")["replace-relation"]).to.equal("day breaks over the sea");
    expect(foilsOf("a dog walks")).to.not.have.key("replace-relation");
    expect(foilsOf("a ball rises", { captions: ["a ball rises", "a box sinks"] })).to.not.have.key("replace-relation");
  });

  it("swap two objects where that makes a difference", () => {
    expect(foilsOf("a dog chases an owl")["swap-object"]).to.equal("an owl chases a dog");
    expect(foilsOf("a dog runs, then a cat sleeps")["swap-object"]).to.equal("a cat runs, then a dog sleeps");
    for (const same of ["a dog and a cat run", "a dog runs while a cat runs", "a dog sits beside a red box"])
      expect(foilsOf(same), same).to.not.have.key("swap-object");
    expect(foilsOf("a dog sees a cat, then the dog sleeps")).to.not.have.key("swap-object");
  });

  it("swap two colours, unless that is true too", () => {
    expect(foilsOf("a red ball on a blue box")["swap-attribute"]).to.equal("a blue ball on a red box");
    const both = shows(["ball", "box"], ["red ball", "blue ball", "blue box"]);
    expect(foilsOf("a red ball on a blue box", both)).to.not.have.key("swap-attribute");
  });

  it("add what is not there", () => {
    expect(foilsOf("a dog runs", shows(["dog"]), ["dog", "owl"])["add-object"]).to.equal(
      "a dog runs, and there is an owl",
    );
    expect(foilsOf("a dog runs", {}, ["owl"])).to.not.have.key("add-object");
    const red = shows(["ball"], ["red ball", "green ball"]);
    expect(foilsOf("a ball rises", red)["add-attribute"]).to.equal("a blue ball rises");
    expect(foilsOf("a ball rises", shows(["ball"]))).to.not.have.key("add-attribute");
  });

  it("put the words in another order, all of them or three at a time", () => {
    const sentence = "one two three four five six seven";
    const sorted = (text = "") => text.split(" ").toSorted();
    const { "order-words": words, "order-trigrams": runs, "order-within-trigrams": within } = foilsOf(sentence);
    for (const text of [words, runs, within]) {
      expect(text).to.not.equal(sentence);
      expect(sorted(text)).to.deep.equal(sorted(sentence));
    }
    expect(runs).to.include("one two three").and.include("four five six");
    expect(sorted(within?.split(" ").slice(0, 3).join(" "))).to.deep.equal(sorted("one two three"));
    expect(foilsOf("one two three", {}, [])).to.be.empty;
  });

  it("are the same for the same seed", () => {
    const sentence = "a red ball rises, then a dog runs from left to right";
    expect(foilsOf(sentence)).to.deep.equal(foilsOf(sentence));
  });
});
