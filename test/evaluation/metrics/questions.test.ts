import { expect } from "chai";
import { tifaScore } from "../../../src/evaluation/metrics/questions/tifa.js";
import { vqaAccuracy } from "../../../src/evaluation/metrics/questions/vqaAccuracy.js";
import { normaliseVqaAnswer } from "../../../src/evaluation/metrics/questions/vqaNormalisation.js";
import {
  kendallCorrelation,
  pearsonCorrelation,
  spearmanCorrelation,
} from "../../../src/evaluation/statistics/correlation.js";
import { meanOf } from "../../../src/evaluation/statistics/summary.js";
import { describeWithGoldens, readGolden } from "../goldens.js";

describe("answers to questions", () => {
  it("count by how many people say the same", () => {
    const human = ["dog", "dog", "dog", "dog", "cat", "wolf", "a dog?", "cat", "hound", "puppy"];
    expect(vqaAccuracy("Dog", human)).to.equal(1);
    expect(vqaAccuracy("the cat", human)).to.be.closeTo((8 * (2 / 3) + 2 * (1 / 3)) / 10, 1e-15);
    expect(vqaAccuracy("bird", human)).to.equal(0);
  });

  it("are compared without articles, case, signs and spelling", () => {
    expect(["The Two cats!", "dont", "couldnt've", "1,000", "A"].map(normaliseVqaAnswer)).to.deep.equal([
      "2 cats",
      "don't",
      "couldn't've",
      "1000",
      "",
    ]);
  });

  it("say how faithful pictures are to texts", () => {
    const score = tifaScore([
      { textId: "one", kind: "object", isRight: true },
      { textId: "one", kind: "colour", isRight: false },
      { textId: "two", kind: "object", isRight: true },
    ]);
    expect(score).to.deep.equal({ mean: 0.75, deviation: Math.sqrt(0.125), byKind: { object: 1, colour: 0 } });
  });

  it("correlate by ranks with ties", () => {
    expect(spearmanCorrelation([1, 2, 2, 9], [1, 3, 3, 4])).to.be.closeTo(1, 1e-15);
    expect(kendallCorrelation([1, 2, 3], [3, 2, 1])).to.equal(-1);
    expect(pearsonCorrelation([1, 1], [1, 2])).to.be.NaN;
  });
});

describeWithGoldens("answers to questions against reference implementations", () => {
  it("VQA's accuracy and normalisation", () => {
    const golden = readGolden("vqa_accuracy/cases.json") as {
      readonly gts: Readonly<Record<string, { readonly answers: readonly { readonly answer: string }[] }>>;
      readonly res: Readonly<Record<string, string>>;
      readonly expected: {
        readonly accuracy: { readonly overall: number };
        readonly per_question: Readonly<Record<string, number>>;
      };
      readonly normalisation: readonly { readonly in: string; readonly out: string }[];
    };
    const accuracies = Object.entries(golden.res).map(([id, answer]) => {
      const accuracy = vqaAccuracy(answer, golden.gts[id]?.answers.map((human) => human.answer) ?? []);
      expect(100 * accuracy, id).to.be.closeTo(golden.expected.per_question[id] as number, 1e-9);
      return accuracy;
    });
    expect(100 * meanOf(accuracies)).to.be.closeTo(golden.expected.accuracy.overall, 1e-9);
    for (const { in: answer, out } of golden.normalisation) expect(normaliseVqaAnswer(answer)).to.equal(out);
  });

  it("TIFA's scores and their correlation with people's", () => {
    interface Question {
      readonly element_type: string;
      readonly scores: number;
    }
    const sample = readGolden("tifa/sample_evaluation_result.json") as {
      readonly tifa_average: number;
      readonly tifa_stdev: number;
      readonly accuracy_by_type: Readonly<Record<string, number>>;
      readonly question_details: Readonly<Record<string, Readonly<Record<string, Question>>>>;
    };
    const answers = Object.entries(sample.question_details).flatMap(([textId, questions]) =>
      Object.values(questions).map(({ element_type: kind, scores }) => ({ textId, kind, isRight: scores === 1 })),
    );
    const { mean, deviation, byKind } = tifaScore(answers);
    expect(mean).to.be.closeTo(sample.tifa_average, 1e-12);
    expect(deviation).to.be.closeTo(sample.tifa_stdev, 1e-12);
    expect(byKind).to.deep.equal(sample.accuracy_by_type);

    const rows = Object.values(
      readGolden("tifa/human_annotations_with_scores.json") as Record<string, Record<string, number>>,
    );
    const { expected } = readGolden("tifa/correlations.json") as {
      readonly expected: Readonly<Record<string, Readonly<Record<"pearson" | "spearman" | "kendall_tau_b", number>>>>;
    };
    const human = rows.map((row) => row["human_avg"] as number);
    for (const [metric, { pearson, spearman, kendall_tau_b }] of Object.entries(expected)) {
      const scores = rows.map((row) => row[metric] as number);
      expect(pearsonCorrelation(scores, human)).to.be.closeTo(pearson, 1e-9);
      expect(spearmanCorrelation(scores, human)).to.be.closeTo(spearman, 1e-9);
      expect(kendallCorrelation(scores, human)).to.be.closeTo(kendall_tau_b, 1e-9);
    }
  });
});
