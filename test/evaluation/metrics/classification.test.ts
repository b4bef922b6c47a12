import { expect } from "chai";
import { averagePrecision } from "../../../src/evaluation/metrics/classification/binaryRanking.js";
import { ensembleOf } from "../../../src/evaluation/metrics/classification/promptEnsemble.js";
import { meanPerClassRecall, topKAccuracy, toConfusion } from "../../../src/evaluation/metrics/classification/topK.js";
import { meanOf } from "../../../src/evaluation/statistics/summary.js";
import { linearTrend } from "../../../src/evaluation/statistics/trend.js";
import { describeWithGoldens, readGolden } from "../goldens.js";

const logits = [
  [3, 1, 2],
  [1, 1, 0],
  [0, 2, 1],
  [5, 4, 3],
];

describe("classification", () => {
  it("counts the right class among the first k, ties against it", () => {
    expect(topKAccuracy(logits, [0, 0, 2, 2], 1)).to.equal(0.25);
    expect(topKAccuracy(logits, [0, 0, 2, 2], 2)).to.equal(0.75);
    expect(topKAccuracy(logits, [0, 0, 2, 2], 3)).to.equal(1);
  });

  it("lets rare classes count as much as others", () => {
    expect(meanPerClassRecall(logits, [0, 0, 0, 1])).to.be.closeTo((1 / 3 + 0) / 2, 1e-15);
  });

  it("averages prompts whatever their norm", () => {
    const ensemble = ensembleOf([Float32Array.of(5, 0), Float32Array.of(0, 0.1)]);
    for (const value of ensemble) expect(value).to.be.closeTo(Math.SQRT1_2, 1e-6);
  });

  it("rises or falls with frequency", () => {
    const points = [1, 10, 100].map((count, n) => ({ x: Math.log10(count), y: 0.2 + 0.1 * n }));
    expect(linearTrend(points).slope).to.be.closeTo(0.1, 1e-12);
    expect(linearTrend(points).intercept).to.be.closeTo(0.2, 1e-12);
    expect(linearTrend([{ x: 1, y: 0 }]).slope).to.be.NaN;
  });

  it("shows what was given for what", () => {
    expect(toConfusion(logits, [0, 1, 1, 2], 3)).to.deep.equal([
      [1, 0, 0],
      [1, 1, 0],
      [1, 0, 0],
    ]);
  });
});

describeWithGoldens("classification against CLIP_benchmark", () => {
  it("top-k accuracy, recall per class, and average precision of several labels", () => {
    const golden = readGolden("retrieval/clip_benchmark_zeroshot.json") as {
      readonly logits: readonly number[][];
      readonly target: readonly number[];
      readonly acc1: number;
      readonly acc5: number;
      readonly mean_per_class_recall: number;
      readonly multilabel_target: readonly number[][];
      readonly ap_per_class: readonly number[];
      readonly mAP: number;
    };
    expect(topKAccuracy(golden.logits, golden.target, 1)).to.be.closeTo(golden.acc1, 1e-12);
    expect(topKAccuracy(golden.logits, golden.target, 5)).to.be.closeTo(golden.acc5, 1e-12);
    expect(meanPerClassRecall(golden.logits, golden.target)).to.be.closeTo(golden.mean_per_class_recall, 1e-12);
    const precisions = golden.ap_per_class.map((expected, k) => {
      const examples = golden.logits.map((row, n) => ({
        score: row[k] as number,
        isPositive: golden.multilabel_target[n]?.[k] === 1,
      }));
      expect(averagePrecision(examples)).to.be.closeTo(expected, 1e-6);
      return averagePrecision(examples);
    });
    expect(meanOf(precisions)).to.be.closeTo(golden.mAP, 1e-6);
  });
});
