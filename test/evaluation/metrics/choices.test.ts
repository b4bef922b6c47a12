import { expect } from "chai";
import { allRightShare } from "../../../src/evaluation/metrics/pairs/allRight.js";
import { isRightByTvbench, readChoice, readChoiceLetter } from "../../../src/evaluation/metrics/questions/choice.js";
import { turnOptions } from "../../../src/evaluation/metrics/questions/circular.js";
import { nextQaAccuracy } from "../../../src/evaluation/metrics/questions/nextQa.js";
import { describeWithGoldens, readGolden } from "../goldens.js";

const options = ["it opens", "it closes", "it turns"];

describe("multiple choice", () => {
  it("reads the option that an answer declares, stands by, or says in words", () => {
    const answers = ["The answer is (B).", "B", "it closes", "It closes.", "Answer: B, as in the second half", "b"];
    expect(answers.map((answer) => readChoice(answer, options))).to.deep.equal([1, 1, 1, 1, 1, undefined]);
  });

  it("reads nothing from an answer that names several, none, or an option that was not offered", () => {
    const answers = [
      "A or B",
      "it opens, then it closes",
      "I cannot say",
      "",
      "Answer: E",
      "A thing that turns or closes",
    ];
    for (const answer of answers) expect(readChoice(answer, options), answer).to.equal(undefined);
  });

  it("turns options so that the right one stands once in every place", () => {
    const turns = turnOptions(options, 1);
    expect(turns.map(({ right }) => right)).to.have.members([0, 1, 2]);
    for (const { options: turned, right } of turns) expect(turned[right]).to.equal("it closes");
    expect(allRightShare([turns.map(({ right }) => right === 0)])).to.equal(0);
  });

  it("gathers NExT-QA's kinds into its groups", () => {
    const accuracy = nextQaAccuracy([
      { kind: "TP", isRight: true },
      { kind: "TN", isRight: false },
      { kind: "TC", isRight: true },
      { kind: "CW", isRight: false },
    ]);
    expect(accuracy.byKind).to.deep.equal({ TN: 0.5, TC: 1, CW: 0 });
    expect(accuracy.byGroup).to.deep.equal({ T: 2 / 3, C: 0 });
    expect(accuracy.all).to.equal(0.5);
  });
});

describeWithGoldens("multiple choice against reference implementations", () => {
  type Row = Readonly<Record<string, string | number | boolean>> & { readonly response: string };
  const golden = () =>
    readGolden("mcq_parsing/cases.json") as {
      readonly choices: Readonly<Record<string, string>>;
      readonly rows: readonly Row[];
    };
  const letterOf = (index: number | undefined) => (index === undefined ? "" : "ABCD".charAt(index));

  it("options inferred by VLMEvalKit", () => {
    const { choices, rows } = golden();
    // Z is its word for a refusal.
    const said = (inferred: unknown) => (inferred === false || inferred === "Z" ? "" : inferred);
    for (const { response, ...row } of rows) {
      const chosen = readChoice(response, Object.values(choices));
      expect(letterOf(chosen), response).to.equal(said(row["VLMEvalKit.can_infer"]));
      const withoutWords = readChoice(response, ["", "", "", ""]);
      expect(letterOf(withoutWords), response).to.equal(said(row["VLMEvalKit.can_infer_option"]));
    }
  });

  it("letters extracted by lmms-eval", () => {
    for (const { response, ["lmms_eval.extract_mcq_answer(ABCD)"]: expected } of golden().rows)
      expect(letterOf(readChoiceLetter(response, 4)), response).to.equal(expected);
  });

  it("what TVBench and MVBench take for right", () => {
    for (const row of golden().rows)
      for (const option of ["(A) moving left", "(B) moving right"])
        expect(isRightByTvbench(row.response, option.charAt(1)), row.response).to.equal(
          row[`MVBench/TVBench.check_ans(gt="${option}")`],
        );
  });
});
