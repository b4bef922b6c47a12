import { expect } from "chai";
import { createRandom } from "../../../src/core/random.js";
import { bootstrapInterval } from "../../../src/evaluation/statistics/bootstrap.js";
import {
  clusteredShareInterval,
  clusteredStandardError,
  designEffect,
  effectiveCount,
  toClusters,
} from "../../../src/evaluation/statistics/clusters.js";
import { wilsonInterval, type Interval } from "../../../src/evaluation/statistics/interval.js";
import { meanOf, sumOf, varianceOf } from "../../../src/evaluation/statistics/summary.js";
import { describeWithGoldens, readGolden } from "../goldens.js";

type Clusters = readonly (readonly number[])[];

/** Videos of one to six examples whose outcomes share the video's own difficulty. */
function createDrawer(seed: number) {
  const random = createRandom(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const logistic = (x: number) => 1 / (1 + Math.exp(-x));
  const outcome = (probability: number) => Number(random() < probability);
  const draw = (count: number, example: (difficulty: number) => number): number[][] =>
    Array.from({ length: count }, () => {
      const difficulty = normal();
      return Array.from({ length: 1 + Math.floor(random() * 6) }, () => example(difficulty));
    });
  return {
    shares: (count: number) => draw(count, (hard) => outcome(logistic(0.8 + hard))),
    differences: (count: number) => draw(count, (hard) => outcome(logistic(1 + hard)) - outcome(logistic(0.3 + hard))),
    measures: (count: number) => draw(count, (hard) => hard + normal()),
  };
}

const meanOfClusters = (clusters: Clusters): number =>
  sumOf(clusters.map(sumOf)) / sumOf(clusters.map((c) => c.length));

/** Share of intervals that hold the mean of very many clusters. */
function coverageOf(
  draw: (count: number) => Clusters,
  intervalOf: (clusters: Clusters, seed: number) => Interval | undefined,
  { count, trials }: { readonly count: number; readonly trials: number },
): number {
  const truth = meanOfClusters(draw(200_000));
  let holds = 0;
  for (let trial = 0; trial < trials; trial += 1) {
    const [low, high] = intervalOf(draw(count), trial) as Interval;
    holds += Number(low <= truth && truth <= high);
  }
  return holds / trials;
}

describe("intervals over source videos", () => {
  /** Sums in place of examples, which is all that a mean needs: thousands of intervals take a while. */
  const bootstrapped = (clusters: Clusters, seed: number) =>
    bootstrapInterval(
      clusters.map((cluster) => ({ sum: sumOf(cluster), count: cluster.length })),
      (sample) => {
        let [sum, count] = [0, 0];
        for (const cluster of sample) {
          sum += cluster.sum;
          count += cluster.count;
        }
        return sum / count;
      },
      { rounds: 400, seed },
    );

  for (const count of [10, 20, 40])
    for (const kind of ["shares", "differences", "measures"] as const)
      it(`hold the true mean 93 to 97 times in 100: ${kind} of ${count} videos`, () => {
        const coverage = coverageOf(createDrawer(count)[kind], bootstrapped, { count, trials: 1000 });
        expect(coverage).to.be.within(0.93, 0.97);
      });

  it("hold it at least 90 times in 100 for six videos, where resamples are few", () => {
    for (const kind of ["shares", "differences", "measures"] as const)
      expect(coverageOf(createDrawer(6)[kind], bootstrapped, { count: 6, trials: 1000 }), kind).to.be.within(0.9, 0.98);
  });

  it("hold a share 93 to 98 times in 100, also of four videos", () => {
    for (const count of [4, 5, 8, 10, 30])
      expect(coverageOf(createDrawer(7).shares, clusteredShareInterval, { count, trials: 1000 })).to.be.within(
        0.93,
        0.98,
      );
  });

  it("are the same for the same seed", () => {
    const clusters = createDrawer(3).measures(12);
    expect(bootstrapInterval(clusters, meanOfClusters)).to.deep.equal(bootstrapInterval(clusters, meanOfClusters));
    expect(bootstrapInterval(clusters, meanOfClusters)).to.not.deep.equal(
      bootstrapInterval(clusters, meanOfClusters, { seed: 2 }),
    );
  });

  it("of few videos stay within what a statistic can be", () => {
    const shares = [[1], [1, 1], [1, 0], [1]];
    const bounds = [0, 1] as const;
    const shareOf = (sample: readonly (readonly number[])[]) => meanOf(sample.flat());
    expect(bootstrapInterval(shares, shareOf)?.[1]).to.be.above(1);
    expect(bootstrapInterval(shares, shareOf, { bounds })?.[1]).to.equal(1);
  });

  it("are unknown for one video, and a point where nothing varies", () => {
    expect(bootstrapInterval([[1, 0]], meanOfClusters)).to.equal(undefined);
    expect(clusteredShareInterval([[1, 0]])).to.deep.equal([0, 1]);
    expect(
      bootstrapInterval(
        Array.from({ length: 9 }, () => [2]),
        meanOfClusters,
      ),
    ).to.deep.equal([2, 2]);
  });

  it("do not claim certainty from videos that were all right", () => {
    const [low, high] = clusteredShareInterval(Array.from({ length: 10 }, () => [1, 1, 1]));
    expect(high).to.equal(1);
    expect(low).to.be.within(0.6, 0.75);
  });
});

describe("clusters", () => {
  it("gather items by key in order", () => {
    expect(toClusters(["b1", "a1", "b2"], (item) => item.slice(0, 1))).to.deep.equal([["b1", "b2"], ["a1"]]);
  });

  it("count as single examples where all of a video are the same", () => {
    const clusters = [1, 0, 0, 1, 1, 0, 1, 1].map((value) => [value, value, value, value]);
    expect(effectiveCount(clusters)).to.be.closeTo(8, 1);
    expect(designEffect(clusters)).to.be.closeTo(4, 0.6);
    const alone = clusters.flat().map((value) => [value]);
    expect(designEffect(alone)).to.be.closeTo(1, 1e-12);
    expect(effectiveCount(alone)).to.be.closeTo(32, 1e-9);
  });

  it("of one example each have the usual standard error", () => {
    const values = [0.2, 0.9, 0.4, 0.7, 0.1];
    const standardError = clusteredStandardError(values.map((value) => [value]));
    expect(standardError).to.be.closeTo(Math.sqrt(varianceOf(values) / 5), 1e-15);
  });
});

describeWithGoldens("intervals against reference implementations", () => {
  interface Goldens {
    readonly wilson_95: { readonly k: number; readonly n: number; readonly ci: readonly number[] };
    readonly clustered_se: {
      readonly x: readonly number[];
      readonly cluster: readonly number[];
      readonly "se_iid(ddof1)": number;
      readonly "se_clustered(Miller 2024, no small-sample corr)": number;
    };
    readonly "lmms_eval.clustered_stderr": number;
  }
  const goldens = () => readGolden("stats/cases.json") as Goldens;

  it("Wilson intervals of scipy", () => {
    const { k, n, ci } = goldens().wilson_95;
    for (const [end, limit] of wilsonInterval(k, n).entries()) expect(limit).to.be.closeTo(ci[end] as number, 1e-12);
  });

  it("clustered standard errors of Miller 2024 and lmms-eval, without the factor for few clusters", () => {
    const { clustered_se: golden, "lmms_eval.clustered_stderr": ofLmmsEval } = goldens();
    const rows = golden.x.map((value, n) => ({ value, cluster: String(golden.cluster[n]) }));
    const clusters = toClusters(rows, ({ cluster }) => cluster).map((cluster) => cluster.map(({ value }) => value));
    const count = clusters.length;
    const uncorrected = clusteredStandardError(clusters) * Math.sqrt((count - 1) / count);
    expect(uncorrected).to.be.closeTo(golden["se_clustered(Miller 2024, no small-sample corr)"], 1e-12);
    const single = Math.sqrt(varianceOf(golden.x) / golden.x.length);
    expect(single).to.be.closeTo(golden["se_iid(ddof1)"], 1e-12);
    // lmms-eval divides the variance of single examples by n - 1, that within clusters by n.
    expect(Math.sqrt(uncorrected ** 2 + single ** 2 / golden.x.length)).to.be.closeTo(ofLmmsEval, 1e-12);
    expect(meanOf(golden.x)).to.equal(0.725);
  });
});
