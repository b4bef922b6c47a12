import { expect } from "chai";
import { createRandom } from "../../../src/core/random.js";
import {
  associationTest,
  toAssociationCosines,
  type AssociationSets,
} from "../../../src/evaluation/metrics/fairness/association.js";
import {
  demographicParity,
  equalisedOdds,
  rateDifferenceInterval,
  rateDifferences,
  ratesByGroup,
  type GroupedOutcome,
} from "../../../src/evaluation/metrics/fairness/groupRates.js";
import { maxSkewAtK, rankingDivergence } from "../../../src/evaluation/metrics/fairness/rankingSkew.js";
import { wilsonInterval } from "../../../src/evaluation/statistics/interval.js";
import type { ResamplingOptions } from "../../../src/evaluation/statistics/resampling.js";
import { describeWithGoldens, readGolden } from "../goldens.js";

const repeat = (count: number, group: string, isPositive: boolean, saidPositive: boolean): GroupedOutcome[] =>
  Array.from({ length: count }, () => ({ group, isPositive, saidPositive }));

const testSets = (sets: AssociationSets, options?: ResamplingOptions) =>
  associationTest(toAssociationCosines(sets), options);

describe("fairness", () => {
  it("finds no gap where groups are treated alike", () => {
    const alike = ["a", "b"].flatMap((group) => [...repeat(3, group, true, true), ...repeat(1, group, false, true)]);
    expect(demographicParity(alike)).to.deep.equal({ difference: 0, ratio: 1, differenceToAll: 0, ratioToAll: 1 });
    expect(equalisedOdds(alike).difference).to.equal(0);
  });

  it("takes the worse of two gaps, and no rate from a group without cases", () => {
    const outcomes = [
      ...repeat(2, "a", true, true),
      ...repeat(2, "a", false, false),
      ...repeat(1, "b", true, true),
      ...repeat(1, "b", true, false),
    ];
    expect(equalisedOdds(outcomes).difference).to.equal(0.5);
    expect(ratesByGroup(outcomes).get("b")?.falsePositiveRate).to.be.NaN;
  });

  it("holds the difference of two rates 93 to 97 times in 100", () => {
    const random = createRandom(6);
    let holds = 0;
    for (let trial = 0; trial < 2000; trial += 1) {
      const rateOf = (count: number, rate: number) => {
        const hits = Array.from({ length: count }, random).filter((value) => value < rate).length;
        return { rate: hits / count, interval: wilsonInterval(hits, count) };
      };
      const [low, high] = rateDifferenceInterval(rateOf(25, 0.8), rateOf(40, 0.6));
      holds += Number(low <= 0.2 && 0.2 <= high);
    }
    expect(holds / 2000).to.be.within(0.93, 0.97);
  });

  it("compares every two groups over their videos, and leaves out those without cases", () => {
    const outcomes = [
      ...repeat(8, "a", true, true),
      ...repeat(2, "a", true, false),
      ...repeat(5, "b", true, true),
      ...repeat(5, "b", true, false),
      ...repeat(3, "c", false, false),
    ];
    const [difference, ...others] = rateDifferences(outcomes, "truePositiveRate");
    expect(others).to.deep.equal([]);
    expect(difference?.groups).to.deep.equal(["a", "b"]);
    expect(difference?.difference).to.be.closeTo(0.3, 1e-12);
    expect(difference?.interval[0]).to.be.below(0);
    const ofOneVideo = rateDifferences(
      outcomes.map((outcome, n) => ({ ...outcome, cluster: `${n % 2}` })),
      "truePositiveRate",
    );
    expect(ofOneVideo[0]?.interval[0]).to.be.below(difference?.interval[0] as number);
    expect(rateDifferences(outcomes, "selectionRate").length).to.equal(3);
  });

  it("finds no skew in a ranking that takes groups in turn", () => {
    const turns = Array.from({ length: 40 }, (_, n) => (n % 2 ? "a" : "b"));
    expect(maxSkewAtK(turns, 10, "equal")).to.equal(0);
    const parted = turns.toSorted();
    expect(maxSkewAtK(parted, 10, "equal")).to.be.closeTo(Math.log(2), 1e-12);
    expect(rankingDivergence(parted, 20, "equal")).to.be.closeTo(Math.log(2), 1e-12);
    expect(rankingDivergence(turns, 20, "equal")).to.be.below(0.2);
  });

  it("finds an association that is there, and none between sets that are the same", () => {
    const [right, up] = [
      [1, 0],
      [0, 1],
    ];
    const sets = {
      firstTargets: [
        [1, 0.1],
        [2, 0.1],
        [1, 0.2],
      ],
      secondTargets: [
        [0.1, 1],
        [0.1, 2],
        [0.2, 1],
      ],
      firstAttributes: [right],
      secondAttributes: [up],
    };
    expect(testSets(sets).p).to.equal(1 / 20);
    expect(testSets(sets).effectSize).to.be.greaterThan(1.5);
    const same = testSets({ ...sets, secondTargets: sets.firstTargets });
    expect(same.effectSize).to.equal(0);
    expect(same.p).to.be.greaterThan(0.5);
  });

  it("draws partitions where there are too many to try, near the exact share", () => {
    const random = createRandom(1);
    const draw = (shift: number) => Array.from({ length: 10 }, () => [random() + shift, random()]);
    const sets = {
      firstTargets: draw(0.15),
      secondTargets: draw(0),
      firstAttributes: [[1, 0]],
      secondAttributes: [[0, 1]],
    };
    const { p } = testSets(sets);
    expect(p).to.be.within(0.0001, 0.5);
    expect(testSets(sets, { seed: 2 }).p).to.be.closeTo(p, 0.02);
    expect(testSets(sets).p).to.equal(p);
  });
});

describeWithGoldens("fairness against reference implementations", () => {
  it("Fairlearn's rates and gaps", () => {
    const golden = readGolden("fairness/fairlearn_case.json") as {
      readonly y_true: readonly number[];
      readonly y_pred: readonly number[];
      readonly group: readonly string[];
      readonly expected: Readonly<Record<string, number>> & {
        readonly by_group: Readonly<
          Record<string, Readonly<Record<"accuracy" | "selection_rate" | "tpr" | "fpr" | "count", number>>>
        >;
      };
    };
    const outcomes = golden.group.map((group, n) => ({
      group,
      isPositive: golden.y_true[n] === 1,
      saidPositive: golden.y_pred[n] === 1,
    }));
    const rates = ratesByGroup(outcomes);
    for (const [group, { accuracy, selection_rate, tpr, fpr, count }] of Object.entries(golden.expected.by_group)) {
      const own = rates.get(group);
      expect(own?.count).to.equal(count);
      for (const [value, expected] of [
        [own?.accuracy, accuracy],
        [own?.selectionRate, selection_rate],
        [own?.truePositiveRate, tpr],
        [own?.falsePositiveRate, fpr],
      ])
        expect(value).to.be.closeTo(expected as number, 1e-12);
    }
    for (const [name, gap] of [
      ["demographic_parity", demographicParity(outcomes)],
      ["equalized_odds", equalisedOdds(outcomes)],
    ] as const)
      for (const [key, value] of [
        ["difference[between_groups]", gap.difference],
        ["ratio[between_groups]", gap.ratio],
        ["difference[to_overall]", gap.differenceToAll],
        ["ratio[to_overall]", gap.ratioToAll],
      ] as const)
        expect(value, `${name}_${key}`).to.be.closeTo(golden.expected[`${name}_${key}`] as number, 1e-12);
  });

  it("MaxSkew and NDKL of debias-vision-lang", () => {
    const golden = readGolden("fairness/maxskew_ndkl.json") as {
      readonly scores: readonly number[];
      readonly labels: readonly number[];
      readonly expected_by_topk: Readonly<Record<string, Readonly<Record<string, number>>>>;
    };
    const ranked = golden.scores
      .map((score, n) => ({ score, group: String(golden.labels[n]) }))
      .sort((a, b) => b.score - a.score)
      .map(({ group }) => group);
    for (const [k, expected] of Object.entries(golden.expected_by_topk)) {
      expect(maxSkewAtK(ranked, Number(k), "equal")).to.be.closeTo(expected["maxskew_eq_opp"] as number, 1e-12);
      expect(maxSkewAtK(ranked, Number(k), "as-present")).to.be.closeTo(expected["maxskew_dem_par"] as number, 1e-12);
      expect(rankingDivergence(ranked, Number(k), "equal")).to.be.closeTo(expected["ndkl_eq_opp"] as number, 1e-12);
      expect(rankingDivergence(ranked, Number(k), "as-present")).to.be.closeTo(
        expected["ndkl_dem_par"] as number,
        1e-12,
      );
    }
  });

  it("WEAT of sent-bias and WEFE", () => {
    const golden = readGolden("weat/case.json") as Readonly<Record<"X" | "Y" | "A" | "B", readonly number[][]>> & {
      readonly expected: Readonly<Record<string, number>>;
    };
    const { X, Y, A, B, expected } = golden;
    const { statistic, effectSize, p } = testSets({
      firstTargets: X,
      secondTargets: Y,
      firstAttributes: A,
      secondAttributes: B,
    });
    expect(statistic).to.be.closeTo(expected["test_statistic_sum"] as number, 1e-12);
    expect(effectSize).to.be.closeTo(expected["effect_size_ddof1(sent-bias)"] as number, 1e-12);
    // WEFE divides the variance by n.
    expect(effectSize * Math.sqrt(8 / 7)).to.be.closeTo(expected["effect_size_ddof0(WEFE)"] as number, 1e-12);
    expect(p).to.be.closeTo(expected["p_exact_conservative(>=, 70 partitions, sent-bias)"] as number, 1e-12);
  });
});
