import { expect } from "chai";
import { existsSync, readFileSync } from "node:fs";
import { createObjectReader, singularOf } from "../../../src/evaluation/metrics/hallucination/captionObjects.js";
import { chairFigures, hallucinated } from "../../../src/evaluation/metrics/hallucination/chair.js";
import { pollObjects, type PollingStrategy } from "../../../src/evaluation/metrics/hallucination/objectPolling.js";
import { readYesNo, yesNoFigures } from "../../../src/evaluation/metrics/hallucination/yesNo.js";
import { describeWithGoldens, goldenPath, readGolden, readGoldenLines } from "../goldens.js";

describe("hallucination", () => {
  it("is seen in a model that always says yes", () => {
    const always = [true, false, true, false].map((isPresent) => ({ isPresent, saidYes: true }));
    expect(yesNoFigures(always)).to.deep.include({ accuracy: 0.5, precision: 0.5, recall: 1, f1: 2 / 3, yesRatio: 1 });
  });

  it("is read from the first sentence of an answer", () => {
    const answers = ["Yes.", "no", "There is not, sadly", "There is one. No dog though", " "];
    expect(answers.map(readYesNo)).to.deep.equal([true, false, false, true, undefined]);
  });

  const scenes = [
    { id: "beach", objects: ["dog", "sea"] },
    { id: "pier", objects: ["boat", "sea"] },
    { id: "park", objects: ["dog", "ball"] },
    { id: "road", objects: ["car"] },
    { id: "garden", objects: ["dog", "ball", "tree"] },
  ];
  const absentIn = (id: string, strategy: PollingStrategy, perScene = 1) =>
    pollObjects(scenes, { strategy, perScene })
      .filter((poll) => poll.sceneId === id && !poll.isPresent)
      .map(({ object }) => object);

  it("is asked about by as many absent objects as present ones, never mixed up", () => {
    for (const strategy of ["random", "popular", "adversarial"] as const) {
      const polls = pollObjects(scenes, { strategy, perScene: 2 });
      expect(polls.filter(({ isPresent }) => isPresent).length).to.equal(polls.length / 2);
      for (const { sceneId, object, isPresent } of polls)
        expect(scenes.find(({ id }) => id === sceneId)?.objects.includes(object), object).to.equal(isPresent);
      expect(pollObjects(scenes, { strategy, perScene: 2 })).to.deep.equal(polls);
    }
  });

  it("is provoked by frequent objects, or by those that often stand with what is there", () => {
    expect(absentIn("road", "popular")).to.deep.equal(["dog"]);
    expect(absentIn("pier", "adversarial")).to.deep.equal(["dog"]);
    expect(absentIn("park", "adversarial", 2).length).to.equal(2);
  });

  it("is counted by captions and by mentions", () => {
    const reader = createObjectReader({
      synonyms: [["dog", "puppy"], ["traffic light"], ["light"], ["chair", "seat"], ["toilet"], ["hot dog"]],
      compounds: { "toy dog": "toy" },
      silencedBy: { seat: "toilet" },
    });
    expect(reader("Two puppies at a traffic light.")).to.deep.equal(["dog", "traffic light"]);
    expect(reader("A toy dog, a hot dog and the seat of a toilet")).to.deep.equal(["hot dog", "toilet"]);
    const scene = { named: ["dog", "dog", "chair"], present: new Set(["chair"]) };
    expect(hallucinated(scene)).to.deep.equal(["dog", "dog"]);
    expect(chairFigures([scene, { named: [], present: new Set() }])).to.deep.equal({ captions: 0.5, mentions: 2 / 3 });
  });

  it("knows singulars by their endings", () => {
    const plurals = "dogs ponies boxes buses glasses children bus grass men knives gas horses";
    expect(plurals.split(" ").map(singularOf).join(" ")).to.equal(
      "dog pony box bus glass child bus grass man knife gas horse",
    );
  });
});

describeWithGoldens("hallucination against reference implementations", () => {
  it("POPE's figures, of questions that are true and false in turn", () => {
    interface Split {
      readonly answers: string;
      readonly expected: Readonly<Record<string, number>>;
    }
    for (const { answers, expected } of readGolden("pope/expected.json") as readonly Split[]) {
      const figures = yesNoFigures(
        (readGoldenLines(`pope/${answers}`) as { readonly answer: string }[]).map(({ answer }, n) => ({
          isPresent: n % 2 === 0,
          saidYes: readYesNo(answer) === true,
        })),
      );
      const { truePositives, falsePositives, trueNegatives, falseNegatives } = figures;
      const { TP, FP, TN, FN } = expected;
      expect([truePositives, falsePositives, trueNegatives, falseNegatives]).to.deep.equal([TP, FP, TN, FN]);
      const { accuracy, precision, recall, f1, yesRatio } = figures;
      const values = {
        Accuracy: accuracy,
        Precision: precision,
        Recall: recall,
        "F1 score": f1,
        "Yes ratio": yesRatio,
      };
      for (const [name, value] of Object.entries(values)) expect(value).to.be.closeTo(expected[name] as number, 1e-12);
    }
  });

  it("CHAIR's objects and figures", function () {
    const synonymsPath = goldenPath("chair/synonyms.txt");
    if (!existsSync(synonymsPath)) this.skip();
    const golden = readGolden("chair/cases.json") as {
      readonly singularize: Readonly<Record<string, string>>;
      readonly gt_objects: Readonly<Record<string, readonly string[]>>;
      readonly captions: Readonly<Record<string, string>>;
      readonly expected_overall: Readonly<Record<"CHAIRs" | "CHAIRi", number>>;
      readonly expected_sentences: readonly {
        readonly image_id: number;
        readonly generated: readonly string[];
        readonly hallucinated: readonly string[][];
      }[];
    };
    const reader = createObjectReader({
      synonyms: readFileSync(synonymsPath, "utf8")
        .trim()
        .split("\n")
        .map((line) => line.trim().split(", ")),
      compounds: {
        "cell phone": "cell phone",
        "stop sign": "stop sign",
        "baby bird": "bird",
        "passenger train": "train",
      },
      silencedBy: { seat: "toilet" },
      singular: (word) => golden.singularize[word] ?? word,
    });
    const scenes = golden.expected_sentences.map(({ image_id: id, generated, hallucinated: expected }) => {
      const named = reader(golden.captions[id] as string);
      expect(named, golden.captions[id]).to.deep.equal(generated);
      const scene = { named, present: new Set(golden.gt_objects[id]) };
      expect(hallucinated(scene)).to.deep.equal(expected.map(([, object]) => object));
      return scene;
    });
    const { captions, mentions } = chairFigures(scenes);
    expect(captions).to.be.closeTo(golden.expected_overall.CHAIRs, 1e-12);
    expect(mentions).to.be.closeTo(golden.expected_overall.CHAIRi, 1e-12);
  });
});
