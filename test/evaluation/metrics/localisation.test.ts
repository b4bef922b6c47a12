import { expect } from "chai";
import {
  highlightFigures,
  leastJudgements,
  type HighlightQuery,
} from "../../../src/evaluation/metrics/localisation/highlights.js";
import {
  momentAveragePrecision,
  momentFigures,
  momentLengths,
  queriesOfLength,
} from "../../../src/evaluation/metrics/localisation/moments.js";
import { bestOverlap, meanOverlap, recallAtOverlap } from "../../../src/evaluation/metrics/localisation/overlap.js";
import { describeWithGoldens, readGolden, readGoldenLines } from "../goldens.js";

const toSpan = ([startSeconds, endSeconds]: readonly number[]) =>
  ({ startSeconds, endSeconds }) as { readonly startSeconds: number; readonly endSeconds: number };
const toQuery = (found: readonly (readonly number[])[], truth: readonly (readonly number[])[]) => ({
  found: found.map(toSpan),
  truth: truth.map(toSpan),
});

describe("localisation", () => {
  it("compares the best span with the nearest true one", () => {
    const query = toQuery(
      [[0, 4]],
      [
        [10, 12],
        [2, 6],
      ],
    );
    expect(bestOverlap(query)).to.be.closeTo(1 / 3, 1e-15);
    expect(recallAtOverlap([query, toQuery([], [[0, 1]])], 0.3)).to.equal(0.5);
    expect(meanOverlap([query, toQuery([], [[0, 1]])])).to.be.closeTo(1 / 6, 1e-15);
  });

  it("counts a true moment once, however often it is found", () => {
    const truth = [
      [0, 10],
      [20, 30],
    ];
    expect(
      momentAveragePrecision(
        toQuery(
          [
            [0, 10],
            [0, 9],
          ],
          truth,
        ),
        0.5,
      ),
    ).to.equal(1 / 2);
    expect(
      momentAveragePrecision(
        toQuery(
          [
            [40, 50],
            [0, 10],
            [20, 30],
          ],
          truth,
        ),
        0.5,
      ),
    ).to.be.closeTo(2 / 3, 1e-15);
    expect(momentAveragePrecision(toQuery([], truth), 0.5)).to.equal(0);
  });

  it("gives an oracle everything", () => {
    const queries = [
      toQuery(
        [
          [0, 4],
          [8, 60],
        ],
        [
          [0, 4],
          [8, 60],
        ],
      ),
    ];
    const { averageOverOverlaps, recallAt1 } = momentFigures(queries);
    expect(averageOverOverlaps).to.be.closeTo(1, 1e-15);
    expect(recallAt1[0.95]).to.equal(1);
    expect(queriesOfLength(queries, momentLengths.long)).to.deep.equal([
      toQuery(
        [
          [0, 4],
          [8, 60],
        ],
        [[8, 60]],
      ),
    ]);
    expect(queriesOfLength(queries, momentLengths.middle)).to.deep.equal([]);
  });

  it("ranks clips of the same salience together", () => {
    const query = { predicted: [1, 1, 0], judged: [[4], [0], [0]] };
    expect(highlightFigures([query], 3)).to.deep.equal({ meanAveragePrecision: 0.5, hitAt1: 1 });
    expect(
      highlightFigures(
        [
          {
            predicted: [0, 1],
            judged: [
              [0, 0],
              [0, 0],
            ],
          },
        ],
        2,
      ).meanAveragePrecision,
    ).to.equal(0);
  });
});

describeWithGoldens("localisation against QVHighlights' evaluation", () => {
  interface Query {
    readonly qid: number;
    readonly duration: number;
    readonly relevant_windows: readonly number[][];
    readonly relevant_clip_ids: readonly number[];
    readonly saliency_scores: readonly number[][];
  }
  interface Prediction {
    readonly qid: number;
    readonly pred_relevant_windows: readonly number[][];
    readonly pred_saliency_scores: readonly number[];
  }
  interface Range {
    readonly "MR-mAP": Readonly<Record<string, number>>;
    readonly "MR-R1": Readonly<Record<string, number>>;
  }
  type Highlight = Readonly<Record<"HL-mAP" | "HL-Hit1", number>>;
  type Metrics = Readonly<Record<keyof typeof momentLengths, Range> & Record<`HL-min-${string}`, Highlight>>;

  const read = (folder: string) => {
    const predictions = new Map(
      (readGoldenLines(`qvhighlights/${folder}/preds.jsonl`) as Prediction[]).map((row) => [row.qid, row]),
    );
    return (readGoldenLines(`qvhighlights/${folder}/gt.jsonl`) as Query[]).map((query) => ({
      query,
      predicted: predictions.get(query.qid) as Prediction,
    }));
  };
  // It rounds shares to hundredths of a per cent.
  const within = 0.00501;

  for (const folder of ["handmade", "subset50"]) {
    const metrics = () => readGolden(`qvhighlights/${folder}/metrics.json`) as Metrics;

    it(`moments of all, short, middle and long ones: ${folder}`, () => {
      const queries = read(folder).map(({ query, predicted }) =>
        toQuery(
          predicted.pred_relevant_windows.toSorted((a, b) => (b[2] as number) - (a[2] as number)),
          query.relevant_windows,
        ),
      );
      for (const [name, lengths] of Object.entries(momentLengths)) {
        const { "MR-mAP": precisions, "MR-R1": recalls } = metrics()[name as keyof typeof momentLengths];
        const figures = momentFigures(queriesOfLength(queries, lengths));
        expect(100 * figures.averageOverOverlaps).to.be.closeTo(precisions["average"] as number, within);
        for (const [least, recall] of Object.entries(recalls)) {
          expect(100 * (figures.recallAt1[Number(least)] as number), `${name} R1@${least}`).to.be.closeTo(
            recall,
            within,
          );
          expect(100 * (figures.meanAveragePrecision[Number(least)] as number), `${name} mAP@${least}`).to.be.closeTo(
            precisions[least] as number,
            within,
          );
        }
      }
    });

    it(`highlights by three judges: ${folder}`, () => {
      const queries = read(folder).map(({ query, predicted }): HighlightQuery => {
        const judged = Array.from({ length: Math.trunc(query.duration / 2) }, () => [0, 0, 0]);
        for (const [n, clip] of query.relevant_clip_ids.entries()) judged[clip] = query.saliency_scores[n] as number[];
        return { predicted: predicted.pred_saliency_scores, judged };
      });
      for (const [name, least] of [
        ["Fair", leastJudgements.fair],
        ["Good", leastJudgements.good],
        ["VeryGood", leastJudgements.veryGood],
      ] as const) {
        const { "HL-mAP": precision, "HL-Hit1": hit } = metrics()[`HL-min-${name}`] as Highlight;
        const figures = highlightFigures(queries, least);
        expect(100 * figures.meanAveragePrecision, name).to.be.closeTo(precision, within);
        expect(100 * figures.hitAt1, name).to.be.closeTo(hit, within);
      }
    });
  }
});
