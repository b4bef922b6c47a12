import { expect } from "chai";
import { createRandom } from "../../../src/core/random.js";
import { detectableDifference } from "../../../src/evaluation/statistics/detectableDifference.js";
import { holmAdjust } from "../../../src/evaluation/statistics/holm.js";
import { mcNemarTest } from "../../../src/evaluation/statistics/mcnemar.js";
import { pairedTTest } from "../../../src/evaluation/statistics/pairedT.js";
import { pairedPermutationTest } from "../../../src/evaluation/statistics/permutation.js";
import { sumOf } from "../../../src/evaluation/statistics/summary.js";
import { describeWithGoldens, readGolden } from "../goldens.js";

describe("comparing two systems", () => {
  it("tries every swap of few videos", () => {
    expect(pairedPermutationTest([1, 1, 1, 1, 1])).to.equal(2 / 32);
    expect(pairedPermutationTest([3, -1, 2])).to.equal(4 / 8);
    expect(pairedPermutationTest([0, 0])).to.equal(1);
  });

  it("finds by drawn swaps what trying all would find", () => {
    const differences = [0.5, -0.25, 1, 0.75, -0.5, 0.25, 1, -1, 0.5, 0.5, 0.25, 0.75, -0.25, 1, 0.5, -0.75, 1];
    let hits = 0;
    for (let swap = 0; swap < 2 ** 17; swap += 1) {
      const sum = sumOf(differences.map((one, n) => ((swap >> n) & 1 ? -one : one)));
      hits += Number(Math.abs(sum) >= sumOf(differences) - 1e-9);
    }
    expect(pairedPermutationTest(differences)).to.be.closeTo(hits / 2 ** 17, 0.01);
    expect(pairedPermutationTest(differences)).to.equal(pairedPermutationTest(differences));
  });

  it("rejects equal systems about 5 times in 100", () => {
    const random = createRandom(5);
    let rejected = 0;
    for (let trial = 0; trial < 1000; trial += 1)
      rejected += Number(pairedPermutationTest(Array.from({ length: 12 }, () => random() - random())) <= 0.05);
    expect(rejected / 1000).to.be.within(0.035, 0.065);
  });

  it("says nothing of systems that never differ, and is fair to a tie", () => {
    expect(mcNemarTest(0, 0)).to.deep.equal({ exact: 1, midP: 1 });
    expect(mcNemarTest(3, 3).exact).to.equal(1);
    expect(mcNemarTest(5, 0).exact).to.be.closeTo(2 / 32, 1e-14);
    expect(mcNemarTest(5, 0).midP).to.be.closeTo(1 / 32, 1e-14);
    expect(mcNemarTest(2, 7)).to.deep.equal(mcNemarTest(7, 2));
  });

  it("raises p values for many tests, never past 1 nor out of order", () => {
    const adjusted = holmAdjust([0.04, 0.01, 0.03]);
    for (const [n, p] of [0.06, 0.03, 0.06].entries()) expect(adjusted[n]).to.be.closeTo(p, 1e-15);
    expect(holmAdjust([0.9, 0.8])).to.deep.equal([1, 1]);
    expect(holmAdjust([])).to.deep.equal([]);
  });

  it("tells before a run what difference it can find", () => {
    expect(detectableDifference({ count: 1e6 })).to.be.closeTo(2.80158 * Math.sqrt(0.25 / 1e6), 1e-7);
    const few = detectableDifference({ count: 100, clusters: 20, withinCorrelation: 0.5 });
    expect(few).to.be.greaterThan(detectableDifference({ count: 100, clusters: 20 }));
    expect(detectableDifference({ count: 100, clusters: 1 })).to.equal(Infinity);
  });

  it("finds that difference as often as it promises", () => {
    const random = createRandom(8);
    const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    const difference = detectableDifference({ count: 25, variance: 1 });
    let found = 0;
    for (let trial = 0; trial < 2000; trial += 1)
      found += Number(pairedTTest(Array.from({ length: 25 }, () => difference + normal())).p <= 0.05);
    expect(found / 2000).to.be.within(0.77, 0.83);
  });

  it("has no t where nothing varies", () => {
    expect(pairedTTest([0, 0, 0]).p).to.equal(1);
    expect(pairedTTest([1, 1, 1]).p).to.equal(0);
  });
});

describeWithGoldens("comparisons against reference implementations", () => {
  interface Goldens {
    readonly mcnemar_exact: Readonly<Record<"b" | "c" | "p_two_sided", number>>;
    readonly "lmms_eval.paired_ttest": {
      readonly current: readonly number[];
      readonly baseline: readonly number[];
      readonly expected: Readonly<
        Record<"mean_diff" | "se_diff" | "ci_lower" | "ci_upper" | "t_stat" | "p_value", number>
      >;
    };
  }
  const goldens = () => readGolden("stats/cases.json") as Goldens;

  it("McNemar's exact test of scipy", () => {
    const { b, c, p_two_sided: p } = goldens().mcnemar_exact;
    expect(mcNemarTest(b, c).exact).to.be.closeTo(p, 1e-12);
  });

  it("the paired t test of lmms-eval", () => {
    const { current, baseline, expected } = goldens()["lmms_eval.paired_ttest"];
    const test = pairedTTest(current.map((value, n) => value - (baseline[n] as number)));
    const found = [test.meanDifference, test.standardError, ...test.interval, test.t, test.p];
    const { mean_diff, se_diff, ci_lower, ci_upper, t_stat, p_value } = expected;
    for (const [n, value] of [mean_diff, se_diff, ci_lower, ci_upper, t_stat, p_value].entries())
      // scipy 1.10, which made it, knows Student's quantile to nine digits.
      expect(found[n]).to.be.closeTo(value, 1e-8);
  });
});
