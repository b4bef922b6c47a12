import { expect } from "chai";
import type { ScoreMeasure } from "../../../src/evaluation/examinees/examinee.js";
import { toClipScore } from "../../../src/evaluation/metrics/captioning/clipScore.js";
import type { LabelledExample } from "../../../src/evaluation/labels/labelledExample.js";
import { toExample, type AskedExaminee } from "../../../src/evaluation/labels/toExample.js";
import type { Example } from "../../../src/evaluation/probing/example.js";
import { captionOutput } from "../../../src/evaluation/probing/outputs/caption.js";
import type { JudgedExample } from "../../../src/evaluation/probing/outputs/output.js";
import { pairOutput } from "../../../src/evaluation/probing/outputs/pair.js";

const measure: ScoreMeasure = { name: "clip_score", of: toClipScore };
const example = (about: Partial<Example>): Example => ({
  id: "1",
  cluster: "1",
  clips: [],
  options: [],
  right: [0],
  ...about,
});

describe("how well descriptions fit", () => {
  it("is told in the field's units, beside that of other descriptions", () => {
    const tables = [[[0.4, 0.1]], [[0.2, 0.3]], [[0.1, null]]];
    const answered = tables.map((full) => ({ example: example({ measure }), answers: { scores: { full } } }));
    const outcomes = pairOutput.judge(answered, "full");
    expect(outcomes[0]).to.deep.equal({ pairwise_acc: 1, strict_acc: 1, clip_score: 1, clip_score_of_other: 0.25 });
    expect(outcomes[1]?.["clip_score"]).to.be.closeTo(0.5, 1e-9);
    expect(outcomes[1]?.["clip_score_of_other"]).to.be.closeTo(0.75, 1e-9);
    expect(outcomes[2]).to.deep.equal({ pairwise_acc: 0.5, strict_acc: 0 });
    const judged = outcomes.map((outcome): JudgedExample => ({ right: [0], outcome: outcome ?? {} }));
    expect(pairOutput.together?.(judged)([0, 1, 2])).to.deep.equal({ roc_area: 0.75 });
  });

  it("is not told where sentences are only compared", () => {
    const answered = [{ example: example({}), answers: { scores: { full: [[0.4, 0.1]] } } }];
    expect(pairOutput.judge(answered, "full")).to.deep.equal([{ pairwise_acc: 1, strict_acc: 1 }]);
    expect(pairOutput.together?.([{ right: [0], outcome: { pairwise_acc: 1 } }])([0])).to.deep.equal({});
  });
});

describe("captions that models write", () => {
  const judge = (text: string, about: Partial<Example>) =>
    captionOutput.judge(
      [{ example: example({ references: ["a dog"], ...about }), answers: { written: { full: [text] } } }],
      "full",
    )[0];

  it("make something up where they name what cannot be seen", () => {
    const present = ["dog", "animal"];
    expect(judge("Two puppies, or some other animal.", { present })?.["chair_s"]).to.equal(0);
    expect(judge("A dog chases a cat.", { present })?.["chair_s"]).to.equal(1);
    expect(judge("Nothing in particular.", { present })?.["chair_s"]).to.equal(0);
    expect(judge("A dog chases a cat.", {})).to.not.have.key("chair_s");
  });
});

describe("what is made of descriptions", () => {
  const shared = { id: "1", place: "1", cluster: "1", kinds: [], medium: { path: "/1.mp4", isPicture: false } };
  const silent: AskedExaminee = { maxFrames: 8, measure };

  it("is not asked of a model without questions where it would say nothing to it", () => {
    const asked = {
      ...shared,
      outputType: "choose",
      question: "Is there a dog?",
      options: ["yes", "no"],
      right: 0,
    } as const;
    expect(toExample({ ...asked, isOnlyAsked: true }, [], silent)).to.match(/takes no questions/);
    expect(toExample(asked, [], silent)).to.be.an("object");
  });

  it("has statements of its own for such a model", () => {
    const poll = { ...shared, outputType: "yes-no", question: "Is there a dog?", isYes: false } as const;
    const optionsOf = (labelled: LabelledExample) => (toExample(labelled, [], silent) as Example).options;
    expect(optionsOf({ ...poll, statements: ["a dog", "something else"] })).to.deep.equal(["a dog", "something else"]);
    expect(optionsOf(poll)).to.deep.equal(["there is a dog", "there is no dog"]);
  });
});
