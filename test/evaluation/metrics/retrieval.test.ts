import { expect } from "chai";
import { averagePrecision } from "../../../src/evaluation/metrics/classification/binaryRanking.js";
import {
  bestRankOf,
  precisionByGuessing,
  rankOf,
  recallAt,
  recallByGuessing,
  retrievalFigures,
} from "../../../src/evaluation/metrics/retrieval/ranking.js";
import { meanOf, medianOf } from "../../../src/evaluation/statistics/summary.js";
import { describeWithGoldens, readGolden } from "../goldens.js";

describe("retrieval", () => {
  it("gives an unsure rank to what cannot be told from others", () => {
    expect(rankOf([0.3, 0.3, 0.1], 0)).to.equal(2);
    expect(recallAt([1, 4, Infinity], 5)).to.be.closeTo(2 / 3, 1e-12);
    expect(medianOf([1, 4, Infinity])).to.equal(4);
  });

  it("takes the nearest of several right ones", () => {
    expect(bestRankOf([0.9, 0.2, 0.8, 0.8, 0.1], new Set([1, 2]))).to.equal(3);
    expect(bestRankOf([0.1, 0.2], new Set([0, 1]))).to.equal(1);
  });

  it("counts what was not found as never", () => {
    const figures = retrievalFigures([1, 2, Infinity, 8]);
    expect(figures).to.deep.equal({
      recallAt1: 0.25,
      recallAt5: 0.5,
      recallAt10: 0.75,
      medianRank: 5,
      meanRank: Infinity,
      meanReciprocalRank: (1 + 1 / 2 + 1 / 8) / 4,
    });
  });
});

describeWithGoldens("retrieval against reference implementations", () => {
  type Figures = Readonly<Record<"R1" | "R5" | "R10" | "MedianR" | "MeanR", number>>;
  interface Case {
    readonly name: string;
    readonly sim_text_by_video?: readonly number[][];
    readonly caption_sim?: readonly number[][];
    readonly captions_per_video?: readonly number[];
    readonly t2v: Figures;
    readonly v2t: Figures;
  }
  const cases = () => readGolden("retrieval/clip4clip_metrics.json") as readonly Case[];
  const check = (ranks: readonly number[], expected: Figures) => {
    const { recallAt1, recallAt5, recallAt10, medianRank, meanRank } = retrievalFigures(ranks);
    const { R1, R5, R10, MedianR, MeanR } = expected;
    for (const [n, value] of [recallAt1, recallAt5, recallAt10].entries())
      expect(100 * value).to.be.closeTo([R1, R5, R10][n] as number, 1e-9);
    expect([medianRank, meanRank]).to.deep.equal([MedianR, MeanR]);
  };
  const columnsOf = (rows: readonly (readonly number[])[]) =>
    (rows[0] ?? []).map((_, column) => rows.map((row) => row[column] as number));

  it("CLIP4Clip's figures in both directions where nothing ties: it counts a query once for each tie", () => {
    const untied = cases().flatMap(({ sim_text_by_video: rows, t2v, v2t }) => {
      if (!rows) return [];
      return [
        { rows, expected: t2v },
        { rows: columnsOf(rows), expected: v2t },
      ];
    });
    const told = untied.filter(({ rows }) => rows.every((row) => new Set(row).size === row.length));
    expect(told.length).to.be.greaterThan(2);
    for (const { rows, expected } of told)
      check(
        rows.map((row, n) => rankOf(row, n)),
        expected,
      );
  });

  it("CLIP4Clip's figures for several captions a video", () => {
    const {
      caption_sim: rows = [],
      captions_per_video: counts = [],
      t2v,
      v2t,
    } = cases().find((one) => one.caption_sim) as Case;
    const videoOf = counts.flatMap((count, video) => Array.from({ length: count }, () => video));
    check(
      rows.map((row, n) => rankOf(row, videoOf[n] as number)),
      t2v,
    );
    // It compares videos by the nearest caption of each.
    const nearest = columnsOf(rows).map((column) =>
      counts.map((_, video) => Math.max(...column.filter((__, n) => videoOf[n] === video))),
    );
    check(
      nearest.map((row, video) => rankOf(row, video)),
      v2t,
    );
  });

  it("recall of CLIP_benchmark with two texts a picture, in both directions", () => {
    const golden = readGolden("retrieval/clip_benchmark_recall.json") as {
      readonly scores_text_by_image: readonly number[][];
      readonly text_image_index: readonly number[];
      readonly expected: Readonly<Record<string, number>>;
    };
    const ofTexts = golden.scores_text_by_image.map((row, n) => rankOf(row, golden.text_image_index[n] as number));
    const ofImages = columnsOf(golden.scores_text_by_image).map((column, image) =>
      bestRankOf(column, new Set(golden.text_image_index.flatMap((own, n) => (own === image ? [n] : [])))),
    );
    for (const k of [1, 2, 3]) {
      expect(recallAt(ofTexts, k)).to.be.closeTo(golden.expected[`image_retrieval_recall@${k}`] as number, 1e-6);
      expect(recallAt(ofImages, k)).to.be.closeTo(golden.expected[`text_retrieval_recall@${k}`] as number, 1e-6);
    }
  });
});

describe("what guessing gives", () => {
  const ordersOf = (items: readonly number[]): number[][] =>
    items.length === 0
      ? [[]]
      : items.flatMap((one) => ordersOf(items.filter((n) => n !== one)).map((rest) => [one, ...rest]));

  it("is the mean of all orders", () => {
    const orders = ordersOf([0, 1, 2, 3, 4]);
    const isRight = (n: number) => n < 2;
    for (const k of [1, 2, 4, 10])
      expect(recallByGuessing({ right: 2, all: 5 }, k)).to.be.closeTo(
        meanOf(orders.map((order) => Number(order.slice(0, k).some(isRight)))),
        1e-12,
      );
    const precisions = orders.map((order) =>
      averagePrecision(order.map((n, place) => ({ score: -place, isPositive: isRight(n) }))),
    );
    expect(precisionByGuessing({ right: 2, all: 5 })).to.be.closeTo(meanOf(precisions), 1e-12);
    expect(precisionByGuessing({ right: 1, all: 1 })).to.equal(1);
  });
});
