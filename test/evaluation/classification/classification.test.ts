import { expect } from "chai";
import { toUnit, dot, type Embedding } from "../../../src/core/vectors.js";
import {
  chanceOfClasses,
  classificationFigures,
} from "../../../src/evaluation/classification/classificationFigures.js";
import { summariseConfusion } from "../../../src/evaluation/classification/confusion.js";
import { withEnsembles } from "../../../src/evaluation/classification/ensembles.js";
import { fillPrompt, loadPrompts } from "../../../src/evaluation/classification/prompts.js";
import { ensembleOf } from "../../../src/evaluation/metrics/classification/promptEnsemble.js";
import type { Examinee } from "../../../src/evaluation/examinees/examinee.js";

describe("prompts for classes", () => {
  it("have articles where English has them", () => {
    const fill = (name: string) => fillPrompt("a photo of {a name}.", name);
    expect(["golden retriever", "owl", "boxing", "bees", "glass", "a dog", "ice hockey"].map(fill)).to.deep.equal([
      "a photo of a golden retriever.",
      "a photo of an owl.",
      "a photo of boxing.",
      "a photo of bees.",
      "a photo of a glass.",
      "a photo of a dog.",
      "a photo of an ice hockey.",
    ]);
    expect(fillPrompt("art of the {name}.", "owl")).to.equal("art of the owl.");
  });

  it("are several sentences that differ, for pictures and for videos", () => {
    for (const medium of ["pictures", "videos"] as const) {
      const { ensemble } = loadPrompts(medium);
      expect(new Set(ensemble.map((prompt) => fillPrompt(prompt, "dog"))).size).to.equal(ensemble.length);
      expect(ensemble.length).to.be.above(3);
    }
  });
});

describe("ensembles of prompts", () => {
  const embeddings: Readonly<Record<string, Embedding>> = {
    "a dog": toUnit(Float32Array.of(1, 0.2, 0)),
    "the dog": toUnit(Float32Array.of(0.3, 1, 0.1)),
    "a cat": toUnit(Float32Array.of(0, 0.1, 1)),
  };
  const video = toUnit(Float32Array.of(0.5, 0.4, 0.7));
  const encode = async (texts: readonly string[]) => texts.map((text) => embeddings[text] as Embedding);
  const asked: string[] = [];
  const examinee: Examinee = {
    by: [],
    maxFrames: 1,
    fitOf: () => ({ width: 1, height: 1, fit: "crop" }),
    see: async () => {},
    memory: { save: () => [], restore() {} },
    measure: { name: "clip_score", of: (score) => score },
    score: async (sequences, options) => {
      asked.push(...(options as string[]));
      return sequences.map(() => options.map((option) => dot(video, embeddings[option as string] as Embedding)));
    },
  };
  const classes = [
    { name: "dog", prompts: ["a dog", "the dog"] },
    { name: "cat", prompts: ["a cat"] },
  ];
  const sequence = { frames: [{ hash: "a", timeSeconds: 0 }], endSeconds: 1, seams: [] };

  it("give the cosine with the mean of the unit embeddings", async () => {
    const [row] = await (await withEnsembles(examinee, classes, encode)).score([sequence], ["dog", "cat"]);
    const ensemble = ensembleOf([embeddings["a dog"], embeddings["the dog"]] as Embedding[]);
    expect(row?.[0]).to.be.closeTo(dot(video, ensemble), 1e-6);
    expect(row?.[1]).to.be.closeTo(dot(video, embeddings["a cat"] as Embedding), 1e-6);
  });

  it("are their first sentence where each text costs a run of the model", async () => {
    asked.length = 0;
    await (await withEnsembles(examinee, classes)).score([sequence], ["dog", "cat"]);
    expect(asked).to.deep.equal(["a dog", "a cat"]);
  });
});

describe("figures of classification", () => {
  const classes = ["dog", "cat", "owl"];
  /** Three dogs of which one is taken for a cat, a cat that is right, no owl. */
  const logits = [
    [3, 1, 0],
    [2, 1, 0],
    [1, 2, 0],
    [0, 2, 1],
  ];
  const right = [0, 0, 0, 1];

  it("count every class alike, and say what is taken for what", () => {
    const [recall] = classificationFigures({ classes, logits, right });
    expect(recall?.value).to.be.closeTo((2 / 3 + 1) / 2, 1e-12);
    expect(recall).to.include({ count: 4, chance: 1 / 3 });
    expect(recall?.interval?.[0]).to.be.below(recall?.value as number);
    expect(recall?.detail?.["recalls"]).to.deep.equal([
      { name: "dog", examples: 3, recall: 2 / 3 },
      { name: "cat", examples: 1, recall: 1 },
    ]);
    expect(recall?.detail?.["confusion"]).to.deep.equal({
      classes,
      counts: [
        [2, 1, 0, 0],
        [0, 1, 0, 0],
        [0, 0, 0, 0],
      ],
      leftOut: 0,
      mostConfused: [{ right: "dog", given: "cat", count: 1, share: 1 / 3 }],
    });
  });

  it("have a figure for a single prompt where one was asked", () => {
    const figures = classificationFigures({ classes, logits, right, onePrompt: logits.map((row) => row.toReversed()) });
    expect(figures.map(({ name, value }) => [name, value])[1]).to.deep.equal(["one-prompt-acc", 1 / 4]);
  });

  it("are held against always saying the commonest", () => {
    expect(chanceOfClasses([0, 0, 0, 1, 2, 3, 4, 5])).to.deep.equal({ acc: 3 / 8, top5_acc: 7 / 8 });
  });

  it("stay small for many classes: what is confused most is shown, and the rest in one place", () => {
    const count = 100;
    const names = Array.from({ length: count }, (_, n) => `class ${n}`);
    const counts = names.map((_, n) => names.map((__, m) => (n === m ? 5 : n === 98 && m === 97 ? 4 : 0)));
    const confusion = summariseConfusion(counts, names);
    expect(confusion.classes).to.have.length(30).and.include.members(["class 97", "class 98"]);
    expect(confusion.leftOut).to.equal(70);
    expect(confusion.counts.every((row) => row.length === 31)).to.equal(true);
    expect(confusion.mostConfused).to.deep.equal([{ right: "class 98", given: "class 97", count: 4, share: 4 / 9 }]);
    const [, , spread] = summariseConfusion(
      names.map(() => names.map(() => 1)),
      names,
    ).counts;
    expect(spread?.at(-1)).to.equal(70);
  });
});
