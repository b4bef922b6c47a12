import { expect } from "chai";
import {
  expectedCalibrationError,
  toReliabilityBins,
  type JudgedAnswer,
} from "../../src/evaluation/metrics/selective/calibration.js";
import { recallAtOverlap } from "../../src/evaluation/metrics/localisation/overlap.js";
import { createRandom } from "../../src/core/random.js";
import { rankOf, recallAt } from "../../src/evaluation/metrics/retrieval/ranking.js";
import { medianOf } from "../../src/evaluation/statistics/summary.js";
import {
  areaUnderRiskCoverage,
  coverageAtRisk,
  toRiskCoverage,
} from "../../src/evaluation/metrics/selective/riskCoverage.js";
import { describeWithGoldens, readGolden, readGoldenLines } from "./goldens.js";

describe("metrics", () => {
  it("find no calibration error in answers that are right as often as they claim", () => {
    const random = createRandom(3);
    const answers = Array.from({ length: 20_000 }, () => {
      const confidence = random();
      return { confidence, correctness: random() < confidence ? 1 : 0 };
    });
    expect(expectedCalibrationError(answers)).to.be.below(0.02);
    const boasting = answers.map((answer) => ({ ...answer, confidence: 1 }));
    expect(expectedCalibrationError(boasting)).to.be.closeTo(0.5, 0.02);
  });

  it("count every answer in one bin, also at 0 and 1", () => {
    const answers = [0, 1 / 15, 0.5, 1].map((confidence) => ({ confidence, correctness: 1 }));
    expect(toReliabilityBins(answers).map(({ count }) => count)).to.deep.equal([2, 1, 1]);
  });

  it("take answers of the same confidence together on the risk-coverage curve", () => {
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

  it("give an unsure rank to what cannot be told from others", () => {
    expect(rankOf([0.3, 0.3, 0.1], 0)).to.equal(2);
    expect(recallAt([1, 4, Infinity], 5)).to.be.closeTo(2 / 3, 1e-12);
    expect(medianOf([1, 4, Infinity])).to.equal(4);
  });
});

describeWithGoldens("metrics against reference implementations", () => {
  it("calibration error and risk-coverage area of temperature_scaling and fd-shifts", () => {
    const { logits, labels, expected } = readGolden("calibration_selective/calibration.json") as {
      readonly logits: readonly number[][];
      readonly labels: readonly number[];
      readonly expected: Readonly<Record<string, number>> & {
        readonly rc_curve: { readonly coverage: readonly number[]; readonly risk: readonly number[] };
      };
    };
    const answers = logits.map((row, n): JudgedAnswer => {
      const exponents = row.map(Math.exp);
      const confidence = Math.max(...exponents) / exponents.reduce((a, b) => a + b, 0);
      return { confidence, correctness: row.indexOf(Math.max(...row)) === labels[n] ? 1 : 0 };
    });
    for (const bins of [5, 10, 15]) {
      const reference = expected[`ECE_${bins}_bins(temperature_scaling, (lo,hi])`] as number;
      expect(expectedCalibrationError(answers, bins)).to.be.closeTo(reference, 1e-6);
    }
    const curve = toRiskCoverage(answers);
    expect(areaUnderRiskCoverage(curve)).to.be.closeTo(expected["AURC_trapezoid(fd-shifts)"] as number, 1e-9);
    for (const [n, { coverage, risk }] of curve.entries()) {
      expect(coverage).to.be.closeTo(expected.rc_curve.coverage[n] as number, 1e-9);
      expect(risk).to.be.closeTo(expected.rc_curve.risk[n] as number, 1e-9);
    }
  });

  it("coverage at a risk, with ties and soft correctness, of reliable_vqa", () => {
    interface Question {
      readonly answers: readonly { readonly answer: string }[];
    }
    const { gts, preds, expected } = readGolden("calibration_selective/reliable_vqa.json") as {
      readonly gts: Readonly<Record<string, Question>>;
      readonly preds: Readonly<Record<string, { readonly answer: string; readonly confidence: number }>>;
      readonly expected: Readonly<Record<string, number & { readonly coverage: number }>>;
    };
    const answers = Object.entries(preds).map(([id, { answer, confidence }]) => {
      const given = (gts[id] as Question).answers.map((human) => human.answer);
      const leftOut = given.map((_, n) => given.filter((other, m) => m !== n && other === answer).length / 3);
      const correctness = leftOut.reduce((sum, share) => sum + Math.min(1, share), 0) / given.length;
      return { confidence, correctness };
    });
    const curve = toRiskCoverage(answers);
    expect(100 * areaUnderRiskCoverage(curve)).to.be.closeTo(expected["auc"] as number, 0.005);
    for (const risk of [0.01, 0.05, 0.1, 0.2, 0.3, 0.5]) {
      expect(100 * coverageAtRisk(curve, risk)).to.be.closeTo(
        (expected[`cov@${risk}`] as { coverage: number }).coverage,
        0.005,
      );
    }
  });

  it("ranks of CLIP4Clip where nothing ties", () => {
    interface Case {
      readonly name: string;
      readonly sim_text_by_video?: readonly number[][];
      readonly t2v: Readonly<Record<"R1" | "R5" | "R10" | "MedianR" | "MeanR", number>>;
    }
    const cases = readGolden("retrieval/clip4clip_metrics.json") as readonly Case[];
    const untied = cases.filter(({ sim_text_by_video: rows }) =>
      rows?.every((row) => new Set(row).size === row.length),
    );
    expect(untied).to.not.be.empty;
    for (const { sim_text_by_video: rows = [], t2v } of untied) {
      const ranks = rows.map((row, n) => rankOf(row, n));
      for (const k of [1, 5, 10] as const) expect(100 * recallAt(ranks, k)).to.be.closeTo(t2v[`R${k}`], 1e-9);
      expect(medianOf(ranks)).to.equal(t2v.MedianR);
      expect(ranks.reduce((a, b) => a + b, 0) / ranks.length).to.be.closeTo(t2v.MeanR, 1e-9);
    }
  });

  it("recall of CLIP_benchmark with two texts a picture", () => {
    const golden = readGolden("retrieval/clip_benchmark_recall.json") as {
      readonly scores_text_by_image: readonly number[][];
      readonly text_image_index: readonly number[];
      readonly expected: Readonly<Record<string, number>>;
    };
    const ranks = golden.scores_text_by_image.map((row, n) => rankOf(row, golden.text_image_index[n] as number));
    for (const k of [1, 2, 3]) {
      expect(recallAt(ranks, k)).to.be.closeTo(golden.expected[`image_retrieval_recall@${k}`] as number, 1e-6);
    }
  });

  for (const folder of ["handmade", "subset50"]) {
    it(`recall of moments at an overlap, of QVHighlights' ${folder}`, () => {
      interface Query {
        readonly qid: number;
        readonly relevant_windows: readonly [number, number][];
      }
      interface Prediction {
        readonly qid: number;
        readonly pred_relevant_windows: readonly [number, number, number][];
      }
      const predictions = new Map(
        (readGoldenLines(`qvhighlights/${folder}/preds.jsonl`) as Prediction[]).map((row) => [row.qid, row]),
      );
      const toSpan = ([startSeconds, endSeconds]: readonly number[]) =>
        ({ startSeconds, endSeconds }) as { readonly startSeconds: number; readonly endSeconds: number };
      const queries = (readGoldenLines(`qvhighlights/${folder}/gt.jsonl`) as Query[]).map(
        ({ qid, relevant_windows }) => ({
          found: (predictions.get(qid) as Prediction).pred_relevant_windows.map(toSpan),
          truth: relevant_windows.map(toSpan),
        }),
      );
      const { full } = readGolden(`qvhighlights/${folder}/metrics.json`) as {
        readonly full: { readonly "MR-R1": Readonly<Record<string, number>> };
      };
      for (const [least, recall] of Object.entries(full["MR-R1"])) {
        expect(100 * recallAtOverlap(queries, Number(least)), least).to.be.closeTo(recall, 0.006);
      }
    });
  }
});
