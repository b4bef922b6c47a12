import { expect } from "chai";
import { createRandom } from "../../../src/core/random.js";
import { rocArea } from "../../../src/evaluation/metrics/classification/binaryRanking.js";
import {
  brierScore,
  expectedCalibrationError,
  maximumCalibrationError,
  negativeLogLikelihood,
  rootMeanSquareCalibrationError,
  toReliabilityBins,
  type JudgedAnswer,
} from "../../../src/evaluation/metrics/selective/calibration.js";
import {
  bestEffectiveReliability,
  bestThreshold,
  effectiveReliability,
} from "../../../src/evaluation/metrics/selective/effectiveReliability.js";
import {
  areaUnderRiskCoverage,
  coverageAtRisk,
  excessAreaUnderRiskCoverage,
  toRiskCoverage,
} from "../../../src/evaluation/metrics/selective/riskCoverage.js";
import { vqaAccuracy } from "../../../src/evaluation/metrics/questions/vqaAccuracy.js";
import { meanOf } from "../../../src/evaluation/statistics/summary.js";
import { describeWithGoldens, readGolden } from "../goldens.js";

describe("confidence", () => {
  it("is well calibrated in answers that are right as often as they claim", () => {
    const random = createRandom(3);
    const answers = Array.from({ length: 20_000 }, () => {
      const confidence = random();
      return { confidence, correctness: random() < confidence ? 1 : 0 };
    });
    expect(expectedCalibrationError(answers)).to.be.below(0.02);
    const boasting = answers.map((answer) => ({ ...answer, confidence: 1 }));
    expect(expectedCalibrationError(boasting)).to.be.closeTo(0.5, 0.02);
  });

  it("counts every answer in one bin, also at 0 and 1", () => {
    const answers = [0, 1 / 15, 0.5, 1].map((confidence) => ({ confidence, correctness: 1 }));
    expect(toReliabilityBins(answers).map(({ count }) => count)).to.deep.equal([2, 1, 1]);
  });

  it("takes answers of the same confidence together on the risk-coverage curve", () => {
    const answers = [
      { confidence: 0.9, correctness: 1 },
      { confidence: 0.5, correctness: 1 },
      { confidence: 0.5, correctness: 0 },
    ];
    const curve = toRiskCoverage(answers);
    expect(curve.map(({ coverage }) => coverage)).to.deep.equal([1 / 3, 1]);
    expect(curve.map(({ risk }) => risk)).to.deep.equal([0, 1 / 3]);
    expect(toRiskCoverage(answers.toReversed())).to.deep.equal(curve);
    expect(coverageAtRisk(curve, 0.1)).to.equal(1 / 3);
  });

  it("costs what it gets wrong, and nothing where it abstains", () => {
    const answers = [
      { confidence: 0.9, correctness: 1 },
      { confidence: 0.6, correctness: 0.5 },
      { confidence: 0.3, correctness: 0 },
      { confidence: 0.2, correctness: 0 },
    ];
    const { reliability, coverage, risk } = effectiveReliability(answers, { cost: 10, leastConfidence: 0.5 });
    expect([reliability, coverage, risk]).to.deep.equal([1.5 / 4, 2 / 4, 0.5 / 2]);
    expect(effectiveReliability(answers, { cost: 1, leastConfidence: -Infinity }).reliability).to.equal(-0.5 / 4);
    expect(bestEffectiveReliability(answers).reliability).to.equal(1.5 / 4);
    expect(bestThreshold(answers, 10)).to.equal(0.6);
  });
});

describeWithGoldens("confidence against reference implementations", () => {
  interface Doc {
    readonly preds: readonly (readonly number[])[];
    readonly target: readonly number[];
    readonly n_bins: number;
    readonly l1: number;
    readonly l2: number;
    readonly max: number;
  }
  interface Calibration {
    readonly logits: readonly number[][];
    readonly labels: readonly number[];
    readonly expected: Readonly<Record<string, number>> & {
      readonly rc_curve: { readonly coverage: readonly number[]; readonly risk: readonly number[] };
    };
    readonly doc_examples: { readonly torchmetrics_doc_multiclass: Doc };
  }
  const softmax = (row: readonly number[]) => {
    const exponents = row.map(Math.exp);
    const sum = exponents.reduce((a, b) => a + b, 0);
    return exponents.map((exponent) => exponent / sum);
  };
  const toAnswer = (row: readonly number[], label: number | undefined): JudgedAnswer => {
    const confidence = Math.max(...row);
    return { confidence, correctness: row.indexOf(confidence) === label ? 1 : 0 };
  };

  it("calibration errors, Brier's score and likelihood of temperature_scaling and torchmetrics", () => {
    const {
      logits,
      labels,
      expected,
      doc_examples: docs,
    } = readGolden("calibration_selective/calibration.json") as Calibration;
    const probabilities = logits.map(softmax);
    const answers = probabilities.map((row, n) => toAnswer(row, labels[n]));
    for (const bins of [5, 10, 15]) {
      const reference = (name: string) => expected[name] as number;
      expect(expectedCalibrationError(answers, bins)).to.be.closeTo(
        reference(`ECE_${bins}_bins(temperature_scaling, (lo,hi])`),
        1e-6,
      );
      expect(rootMeanSquareCalibrationError(answers, bins)).to.be.closeTo(
        reference(`torchmetrics_l2_${bins}_bins([lo,hi))`),
        1e-6,
      );
      expect(maximumCalibrationError(answers, bins)).to.be.closeTo(
        reference(`torchmetrics_max_${bins}_bins([lo,hi))`),
        1e-6,
      );
    }
    expect(negativeLogLikelihood(probabilities, labels)).to.be.closeTo(expected["NLL"] as number, 1e-6);
    expect(brierScore(probabilities, labels)).to.be.closeTo(expected["Brier_multiclass_sum"] as number, 1e-6);
    const { torchmetrics_doc_multiclass: many } = docs;
    const ofDoc = many.preds.map((row, n) => toAnswer(row, many.target[n]));
    expect(expectedCalibrationError(ofDoc, many.n_bins)).to.be.closeTo(many.l1, 5e-5);
    expect(rootMeanSquareCalibrationError(ofDoc, many.n_bins)).to.be.closeTo(many.l2, 5e-5);
    expect(maximumCalibrationError(ofDoc, many.n_bins)).to.be.closeTo(many.max, 5e-5);
  });

  it("risk-coverage areas of fd-shifts", () => {
    const { logits, labels, expected } = readGolden("calibration_selective/calibration.json") as Calibration;
    const answers = logits.map((row, n) => toAnswer(softmax(row), labels[n]));
    const curve = toRiskCoverage(answers);
    expect(areaUnderRiskCoverage(curve)).to.be.closeTo(expected["AURC_trapezoid(fd-shifts)"] as number, 1e-9);
    const excess = expected["E-AURC(fd-shifts aurc - (err+(1-err)log(1-err)))"] as number;
    expect(excessAreaUnderRiskCoverage(curve)).to.be.closeTo(excess, 1e-9);
    expect(meanOf(curve.map(({ risk }) => risk))).to.be.closeTo(expected["AURC_mean_selective_risk"] as number, 1e-9);
    for (const [n, { coverage, risk }] of curve.entries()) {
      expect(coverage).to.be.closeTo(expected.rc_curve.coverage[n] as number, 1e-9);
      expect(risk).to.be.closeTo(expected.rc_curve.risk[n] as number, 1e-9);
    }
    const area = rocArea(
      answers.map(({ confidence, correctness }) => ({ score: confidence, isPositive: correctness === 1 })),
    );
    expect(area).to.be.closeTo(expected["AUROC_correct_vs_conf"] as number, 1e-9);
  });

  it("coverage at a risk and effective reliability, with ties and soft correctness, of reliable_vqa", () => {
    type Questions = Readonly<Record<string, { readonly answers: readonly { readonly answer: string }[] }>>;
    type Predictions = Readonly<Record<string, { readonly answer: string; readonly confidence: number }>>;
    const golden = readGolden("calibration_selective/reliable_vqa.json") as {
      readonly gts: Questions;
      readonly preds: Predictions;
      readonly threshold_gts: Questions;
      readonly threshold_preds: Predictions;
      readonly expected: Readonly<Record<string, Readonly<Record<string, number>>>> & { readonly auc: number };
    };
    const judge = (questions: Questions, predictions: Predictions): JudgedAnswer[] =>
      Object.entries(predictions).map(([id, { answer, confidence }]) => {
        const given = questions[id]?.answers.map((human) => human.answer) ?? [];
        return { confidence, correctness: vqaAccuracy(answer, given) };
      });
    const answers = judge(golden.gts, golden.preds);
    const curve = toRiskCoverage(answers);
    expect(100 * areaUnderRiskCoverage(curve)).to.be.closeTo(golden.expected.auc, 0.005);
    for (const risk of [0.01, 0.05, 0.1, 0.2, 0.3, 0.5]) {
      const expected = golden.expected[`cov@${risk}`]?.["coverage"] as number;
      expect(100 * coverageAtRisk(curve, risk)).to.be.closeTo(expected, 0.005);
    }
    const others = judge(golden.threshold_gts, golden.threshold_preds);
    for (const cost of [1, 10, 100]) {
      const expected = golden.expected[`phi@${cost}`] as Readonly<Record<string, number>>;
      const leastConfidence = bestThreshold(others, cost);
      expect(leastConfidence).to.equal(expected["threshold"]);
      const { reliability, coverage, risk } = effectiveReliability(answers, { cost, leastConfidence });
      expect(100 * reliability).to.be.closeTo(expected["phi"] as number, 0.00501);
      expect(100 * coverage).to.be.closeTo(expected["coverage"] as number, 0.00501);
      expect(100 * risk).to.be.closeTo(expected["risk"] as number, 0.00501);
      const all = effectiveReliability(answers, { cost, leastConfidence: -Infinity });
      expect(100 * all.reliability).to.be.closeTo(expected["no_abstention_phi"] as number, 0.00501);
      const best = bestEffectiveReliability(answers);
      const { phi, coverage: answered } = golden.expected[`best_phi@${cost}`] as { phi: number; coverage: number };
      expect(100 * best.reliability).to.be.closeTo(phi, 0.00501);
      expect(100 * best.coverage).to.be.closeTo(answered, 0.00501);
    }
  });
});
