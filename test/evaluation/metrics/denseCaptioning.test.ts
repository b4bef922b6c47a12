import { expect } from "chai";
import { ciderD } from "../../../src/evaluation/metrics/captioning/cider.js";
import { rougeL } from "../../../src/evaluation/metrics/captioning/rouge.js";
import {
  captionScoreAtOverlap,
  stretchFigures,
} from "../../../src/evaluation/metrics/denseCaptioning/denseCaptions.js";
import {
  matchInOrder,
  soda,
  type SodaScore,
  type SodaVariant,
} from "../../../src/evaluation/metrics/denseCaptioning/soda.js";
import { overlapsOf, type CaptionedVideo } from "../../../src/evaluation/metrics/denseCaptioning/timedCaption.js";
import { meanOf, sumOf } from "../../../src/evaluation/statistics/summary.js";
import { describeWithGoldens, readGolden } from "../goldens.js";

const toCaption = (startSeconds: number, endSeconds: number, text: string) => ({
  startSeconds,
  endSeconds,
  words: text.split(" "),
});

describe("timed captions", () => {
  const truth = [toCaption(0, 4, "a dog runs"), toCaption(4, 10, "it jumps into the water")];

  it("earn everything where they are the same, nothing where there are none", () => {
    const perfect = soda([{ truth, predicted: truth }], rougeL);
    for (const score of Object.values(perfect)) expect(score).to.be.closeTo(1, 1e-12);
    expect(soda([{ truth, predicted: [] }], rougeL)).to.deep.equal({ precision: 0, recall: 0, f1: 0 });
    expect(captionScoreAtOverlap([{ truth, predicted: truth }], rougeL, 0.5)).to.equal(1);
  });

  it("earn nothing by repetition with SODA, but with a score per overlap", () => {
    const predicted = [truth[0], truth[0], truth[1]].filter((one) => one !== undefined);
    expect(soda([{ truth, predicted }], rougeL).precision).to.be.closeTo(2 / 3, 1e-12);
    expect(captionScoreAtOverlap([{ truth, predicted }], rougeL, 0.5)).to.equal(1);
  });

  it("count a caption of another time with nothing", () => {
    const predicted = [toCaption(20, 24, "a dog runs")];
    expect(captionScoreAtOverlap([{ truth, predicted }], rougeL, 0.3)).to.equal(0);
    expect(stretchFigures([{ truth, predicted }], 0.3)).to.deep.equal({ precision: 0, recall: 0 });
  });

  it("are matched in order", () => {
    expect(
      matchInOrder([
        [0, 5],
        [4, 0],
      ]),
    ).to.deep.equal([[0, 1]]);
    expect(
      matchInOrder([
        [0, 0],
        [0, 0],
      ]),
    ).to.deep.equal([]);
    expect(matchInOrder([])).to.deep.equal([]);
  });
});

describeWithGoldens("timed captions against reference implementations", () => {
  interface Captions {
    readonly timestamps: readonly (readonly [number, number])[];
    readonly sentences: readonly string[];
  }
  interface Golden {
    readonly gts: Readonly<Record<string, Captions>>;
    readonly "preds(sorted by start, already tokenised)": Readonly<Record<string, Captions>>;
    readonly iou_gold_by_pred: Readonly<Record<string, readonly number[][]>>;
    readonly dp_cases: readonly { readonly scores_gold_by_pred: readonly number[][]; readonly max_score: number }[];
    readonly expected_soda: Readonly<Record<string, readonly [number, number, number]>>;
    readonly "expected_densevid_eval_detection(strict >)": Readonly<
      Record<string, Readonly<Record<"precision" | "recall", number>>>
    >;
  }
  const golden = () => readGolden("dense_caption/cases.json") as Golden;
  const toCaptions = ({ timestamps, sentences }: Captions) =>
    timestamps.map(([start, end], n) => toCaption(start, end, sentences[n] as string));
  const videos = (): CaptionedVideo[] => {
    const { gts, "preds(sorted by start, already tokenised)": predictions } = golden();
    return Object.entries(gts).map(([id, captions]) => ({
      truth: toCaptions(captions),
      predicted: toCaptions(predictions[id] as Captions),
    }));
  };

  it("overlaps and matching in order", () => {
    const { iou_gold_by_pred: overlaps, dp_cases: cases } = golden();
    for (const [n, expected] of Object.values(overlaps).entries())
      for (const [row, values] of overlapsOf(videos()[n] as CaptionedVideo).entries())
        for (const [column, value] of values.entries())
          expect(value).to.be.closeTo(expected[row]?.[column] as number, 1e-8);
    // The pairs that the reference names do not always sum to the maximum that it finds; these do.
    for (const { scores_gold_by_pred: scores, max_score: most } of cases)
      expect(sumOf(matchInOrder(scores).map(([n, m]) => scores[n]?.[m] as number))).to.be.closeTo(most, 1e-12);
  });

  const expectScore = ({ precision, recall, f1 }: SodaScore, expected: readonly number[] | undefined, name: string) => {
    for (const [n, value] of [precision, recall, f1].entries())
      expect(value, name).to.be.closeTo(expected?.[n] as number, 1e-8);
  };

  it("SODA by ROUGE-L and CIDEr-D", () => {
    const { expected_soda: expected } = golden();
    for (const [name, metric] of [
      ["Rouge", rougeL],
      ["Cider", ciderD],
    ] as const)
      for (const variant of ["b", "c", "d"] as SodaVariant[])
        expectScore(
          soda(videos(), metric, variant),
          expected[`SODA_${variant}[${name}] (P,R,F1)`],
          `${variant} ${name}`,
        );
  });

  it("SODA at fixed overlaps, but that the reference pairs the first two captions where none overlap so far", () => {
    const { expected_soda: expected } = golden();
    for (const [name, metric] of [
      ["Rouge", rougeL],
      ["Cider", ciderD],
    ] as const) {
      const own = soda(videos(), metric, "a");
      // Only at 0.9, one of four overlaps.
      const firsts = videos().map(({ truth, predicted }) => {
        const worth = metric(predicted.map(({ words }) => ({ candidate: truth[0]?.words ?? [], references: [words] })))
          .each[0] as number;
        const [precision, recall] = [worth / predicted.length, worth / truth.length];
        return { precision, recall, f1: (2 * precision * recall) / (precision + recall) };
      });
      const extra = (key: keyof SodaScore) => meanOf(firsts.map((first) => first[key])) / 4;
      const with0 = {
        precision: own.precision + extra("precision"),
        recall: own.recall + extra("recall"),
        f1: own.f1 + extra("f1"),
      };
      expectScore(with0, expected[`SODA_a[${name}] tious .9 .7 .5 .3`], name);
    }
  });

  it("stretches found by densevid_eval", () => {
    for (const [least, expected] of Object.entries(golden()["expected_densevid_eval_detection(strict >)"]))
      expect(stretchFigures(videos(), Number(least))).to.deep.equal(expected);
  });
});
