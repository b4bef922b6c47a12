import { expect } from "chai";
import { createRandom } from "../../../src/core/random.js";
import { averagePrecision, rocArea } from "../../../src/evaluation/metrics/classification/binaryRanking.js";
import { allRightShare } from "../../../src/evaluation/metrics/pairs/allRight.js";
import {
  measureFoils,
  measureOrderSensitivity,
  pairwiseAccuracy,
} from "../../../src/evaluation/metrics/pairs/pairwise.js";
import {
  groupChance,
  groupScores,
  judgeGroup,
  type PairScores,
} from "../../../src/evaluation/metrics/pairs/winoground.js";
import { toClusters } from "../../../src/evaluation/statistics/clusters.js";
import { describeWithGoldens, readGolden } from "../goldens.js";

describe("probes in pairs", () => {
  it("give a model that knows nothing its chance", () => {
    const random = createRandom(2);
    const draw = () => random();
    const groups = Array.from({ length: 20_000 }, (): PairScores => [
      [draw(), draw()],
      [draw(), draw()],
    ]);
    const { text, video, group } = groupScores(groups);
    expect(text).to.be.closeTo(groupChance.text, 0.01);
    expect(video).to.be.closeTo(groupChance.video, 0.01);
    expect(group).to.be.closeTo(groupChance.group, 0.01);
  });

  it("give nothing to one that cannot tell the videos, or the texts, apart", () => {
    expect(
      judgeGroup([
        [0.9, 0.1],
        [0.9, 0.1],
      ]),
    ).to.deep.equal({ text: false, video: false, group: false });
    expect(
      judgeGroup([
        [0.9, 0.9],
        [0.1, 0.1],
      ]),
    ).to.deep.equal({ text: false, video: false, group: false });
    expect(
      judgeGroup([
        [0.9, 0.1],
        [0.2, 0.8],
      ]),
    ).to.deep.equal({ text: true, video: true, group: true });
    expect(
      judgeGroup([
        [0.5, 0.4],
        [0.6, 0.7],
      ]),
    ).to.deep.equal({ text: true, video: false, group: false });
  });

  it("prefer neither of two that tie", () => {
    expect(
      pairwiseAccuracy([
        { right: 0.5, wrong: 0.5 },
        { right: 0.5, wrong: 0.4 },
      ]),
    ).to.equal(0.5);
  });

  it("see through a model that says yes to everything", () => {
    const always = measureFoils([
      { right: 0.9, wrong: 0.8 },
      { right: 0.7, wrong: 0.95 },
    ]);
    expect(always).to.deep.equal({ captionAccuracy: 1, foilAccuracy: 0, accuracy: 0.5, least: 0, strictAccuracy: 0 });
  });

  it("tell what depends on the order of the options", () => {
    expect(measureOrderSensitivity([true, true, false, false], [true, false, true, false])).to.deep.equal({
      bothRight: 0.25,
      flips: 0.5,
    });
  });

  it("count a group only where all of it is right", () => {
    expect(allRightShare([[true, true], [true, false], [true]])).to.be.closeTo(2 / 3, 1e-15);
  });

  it("rank ties neither way", () => {
    const examples = [0.5, 0.5, 0.5].map((score, n) => ({ score, isPositive: n === 0 }));
    expect(rocArea(examples)).to.equal(0.5);
    expect(averagePrecision(examples)).to.be.closeTo(1 / 3, 1e-15);
    expect(averagePrecision([{ score: 1, isPositive: false }])).to.be.NaN;
  });
});

describeWithGoldens("probes in pairs against the definitions of their benchmarks", () => {
  it("Winoground's text, image and group scores", () => {
    const golden = readGolden("pairwise_probes/winoground.json") as {
      readonly "scores[item][visual][caption]": readonly PairScores[];
      readonly expected: Readonly<Record<"text_score" | "image_score" | "group_score", number>>;
      readonly per_item: Readonly<Record<"text" | "image" | "group", readonly boolean[]>>;
    };
    const groups = golden["scores[item][visual][caption]"];
    const { text, video, group } = groupScores(groups);
    const { text_score, image_score, group_score } = golden.expected;
    expect([text, video, group]).to.deep.equal([text_score, image_score, group_score]);
    expect(groups.map((one) => judgeGroup(one).video)).to.deep.equal(golden.per_item.image);
    expect(groups.map((one) => judgeGroup(one).text)).to.deep.equal(golden.per_item.text);
  });

  it("VALSE's and VELOCITI's figures", () => {
    const { pos, neg, expected } = readGolden("pairwise_probes/pos_neg.json") as {
      readonly pos: readonly number[];
      readonly neg: readonly number[];
      readonly expected: Readonly<Record<string, number>>;
    };
    const pairs = pos.map((right, n) => ({ right, wrong: neg[n] as number }));
    const foils = measureFoils(pairs);
    const classic = "VELOCITI_classic_vle/pairwise_acc_r(VALSE, VITATECS, SugarCrepe, strict >)";
    expect(pairwiseAccuracy(pairs)).to.be.closeTo(expected[classic] as number, 1e-12);
    expect(foils.strictAccuracy).to.be.closeTo(expected["VELOCITI_strict_vle(pos>.5 & neg<.5)"] as number, 5e-4);
    expect(foils.captionAccuracy).to.be.closeTo(expected["VALSE_p_c(caption fits,>.5)"] as number, 1e-12);
    expect(foils.foilAccuracy).to.be.closeTo(expected["VALSE_p_f(foil detected,<=.5)"] as number, 1e-12);
    expect(foils.accuracy).to.be.closeTo(expected["VALSE_acc"] as number, 1e-12);
    expect(foils.least).to.be.closeTo(expected["VALSE_min(p_c,p_f)"] as number, 1e-12);
  });

  it("TemporalBench's multiple binary accuracy", () => {
    const { items, expected } = readGolden("pairwise_probes/temporalbench_mba.json") as {
      readonly items: readonly { readonly video_name: string; readonly GT: string; readonly response: string }[];
      readonly expected: Readonly<Record<"binary_accuracy" | "multiple_binary_accuracy", number>>;
    };
    const outcomes = items.map(({ video_name: video, GT, response }) => ({
      video,
      isRight: response.slice(0, 1).toLowerCase() === GT.toLowerCase(),
    }));
    const ofVideos = toClusters(outcomes, ({ video }) => video).map((own) => own.map(({ isRight }) => isRight));
    expect(allRightShare(outcomes.map(({ isRight }) => [isRight]))).to.equal(expected.binary_accuracy);
    expect(allRightShare(ofVideos)).to.equal(expected.multiple_binary_accuracy);
  });

  it("scikit-learn's average precision and ROC area", () => {
    const { scores, labels, expected } = readGolden("pairwise_probes/binary_ap_auc.json") as {
      readonly scores: readonly number[];
      readonly labels: readonly number[];
      readonly expected: Readonly<Record<string, number>>;
    };
    const examples = scores.map((score, n) => ({ score, isPositive: labels[n] === 1 }));
    expect(averagePrecision(examples)).to.be.closeTo(expected["average_precision(sklearn)"] as number, 1e-12);
    expect(rocArea(examples)).to.be.closeTo(expected["roc_auc"] as number, 1e-12);
  });
});
