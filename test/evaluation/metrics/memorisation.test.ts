import { expect } from "chai";
import { dejaVuFigures, type MemorisationGap } from "../../../src/evaluation/metrics/memorisation/dejaVu.js";
import { describeWithGoldens, readGolden } from "../goldens.js";

describe("memorisation", () => {
  it("has no gap where the trained model knows no more than the other", () => {
    const pictures = [
      { objects: ["dog", "ball"], recalled: ["dog"], inferred: ["dog"] },
      { objects: [], recalled: ["car"], inferred: [] },
    ];
    const { ofBest, ...population } = dejaVuFigures(pictures);
    expect(population).to.deep.equal({ populationPrecisionGap: 0, populationRecallGap: 0, recallAreaGap: 0 });
    expect(ofBest(1)).to.deep.equal({ precision: 0, recall: 0, f1: 0 });
  });

  it("is seen where it recalls what only the picture shows", () => {
    const pictures = [
      { objects: ["dog", "ball"], recalled: ["dog", "ball"], inferred: ["dog", "cat"] },
      { objects: ["car"], recalled: [], inferred: [] },
    ];
    const figures = dejaVuFigures(pictures);
    expect(figures.populationPrecisionGap).to.equal(0.5);
    expect(figures.populationRecallGap).to.equal(0.5);
    expect(figures.recallAreaGap).to.be.closeTo(0.25, 0.02);
    expect(figures.ofBest(1)).to.deep.include({ precision: 0.5, recall: 0.5 });
  });
});

describeWithGoldens("memorisation against VLMDejaVu", () => {
  it("gaps of the population, of recall, and of the best remembered", () => {
    const golden = readGolden("dejavu/case.json") as {
      readonly target_labels: readonly string[][];
      readonly public_labels: readonly string[][];
      readonly target_model_neighbors: readonly number[][];
      readonly reference_model_neighbors: readonly number[][];
      readonly expected: Readonly<Record<"PPG" | "PRG" | "AUCG", number>> &
        Readonly<Record<"top1" | "top4", Readonly<Record<"precision_gap" | "recall_gap" | "f_gap", number>>>>;
    };
    const labelsOf = (neighbours: readonly number[] | undefined) =>
      (neighbours ?? []).flatMap((neighbour) => golden.public_labels[neighbour] ?? []);
    const pictures = golden.target_labels.map((objects, n) => ({
      objects,
      recalled: labelsOf(golden.target_model_neighbors[n]),
      inferred: labelsOf(golden.reference_model_neighbors[n]),
    }));
    // It prints four digits.
    const within = 5.01e-5;
    const { PPG, PRG, AUCG, top1, top4 } = golden.expected;
    const figures = dejaVuFigures(pictures);
    expect(figures.populationPrecisionGap).to.be.closeTo(PPG, within);
    expect(figures.populationRecallGap).to.be.closeTo(PRG, within);
    expect(figures.recallAreaGap).to.be.closeTo(AUCG, within);

    // Which of equally well remembered pictures it takes is left to its way of sorting; here those that stand first.
    const withFirst = (...first: number[]) =>
      dejaVuFigures(
        [...first.map((n) => pictures[n]), ...pictures.filter((_, n) => !first.includes(n))].flatMap(
          (picture) => picture ?? [],
        ),
      );
    const isLike = ({ precision, recall, f1 }: MemorisationGap, expected: typeof top1) =>
      Math.abs(precision - expected.precision_gap) < within &&
      Math.abs(recall - expected.recall_gap) < within &&
      Math.abs(f1 - expected.f_gap) < within;
    const places = pictures.map((_, n) => n);
    expect(places.some((n) => isLike(withFirst(n).ofBest(1), top1))).to.equal(true);
    expect(places.some((n) => places.some((m) => m < n && isLike(withFirst(n, m).ofBest(4), top4)))).to.equal(true);
  });
});
