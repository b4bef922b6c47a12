import { expect } from "chai";
import { betaCdf, logGamma } from "../../../src/evaluation/statistics/beta.js";
import { binomialTest } from "../../../src/evaluation/statistics/binomial.js";
import { createRandom } from "../../../src/core/random.js";
import { drawChiSquared, drawNormal } from "../../../src/evaluation/statistics/draws.js";
import { normalCdf, normalQuantile } from "../../../src/evaluation/statistics/normal.js";
import { studentCdf, studentQuantile } from "../../../src/evaluation/statistics/student.js";
import { meanOf, varianceOf } from "../../../src/evaluation/statistics/summary.js";
import { describeWithGoldens, readGolden } from "../goldens.js";

describe("distributions", () => {
  it("have the normal distribution's known values, also far out", () => {
    expect(normalCdf(0)).to.equal(0.5);
    expect(normalCdf(1.959963984540054)).to.be.closeTo(0.975, 1e-14);
    expect(normalCdf(-6) / 9.865876450376981e-10).to.be.closeTo(1, 1e-12);
    expect(normalCdf(3) - normalCdf(3 + 1e-12)).to.be.closeTo(0, 1e-13);
    for (const p of [1e-6, 0.01, 0.3, 0.5, 0.9, 0.9999]) expect(normalCdf(normalQuantile(p))).to.be.closeTo(p, 1e-14);
  });

  it("have Student's known values", () => {
    expect(studentQuantile(0.975, 1)).to.be.closeTo(12.706204736174694, 1e-10);
    expect(studentQuantile(0.975, 9)).to.be.closeTo(2.262157162798205, 1e-12);
    expect(studentCdf(-2, 5) + studentCdf(2, 5)).to.be.closeTo(1, 1e-14);
    expect(studentQuantile(0.975, 1e6)).to.be.closeTo(normalQuantile(0.975), 1e-5);
  });

  it("agree where they are the same function", () => {
    expect(logGamma(11)).to.be.closeTo(Math.log(3_628_800), 1e-12);
    expect(logGamma(0.5)).to.be.closeTo(Math.log(Math.PI) / 2, 1e-13);
    expect(betaCdf(0.3, 4, 7)).to.be.closeTo(binomialTest(4, 10, 0.3), 1e-13);
    expect(betaCdf(0.9, 0.5, 3)).to.be.closeTo(1 - betaCdf(0.1, 3, 0.5), 1e-14);
  });

  it("are drawn from with their mean and variance", () => {
    const random = createRandom(1);
    const drawn = (draw: () => number) => Array.from({ length: 20_000 }, draw);
    const normal = drawn(() => drawNormal(random));
    expect(meanOf(normal)).to.be.closeTo(0, 0.03);
    expect(varianceOf(normal)).to.be.closeTo(1, 0.04);
    for (const freedom of [1, 6, 7]) {
      const squared = drawn(() => drawChiSquared(freedom, random));
      expect(meanOf(squared)).to.be.closeTo(freedom, 0.1);
      expect(varianceOf(squared) / (2 * freedom)).to.be.closeTo(1, 0.1);
    }
  });

  it("know what chance reaches for certain and never", () => {
    expect(binomialTest(0, 5, 0.2)).to.be.closeTo(1, 1e-14);
    expect(binomialTest(5, 5, 0.5)).to.be.closeTo(1 / 32, 1e-15);
    expect(binomialTest(1, 5, 0)).to.equal(0);
  });
});

describeWithGoldens("distributions against scipy", () => {
  it("the exact binomial test against chance", () => {
    const { binom_vs_chance: golden } = readGolden("stats/cases.json") as {
      readonly binom_vs_chance: Readonly<Record<"k" | "n" | "p0" | "p_greater", number>>;
    };
    expect(binomialTest(golden.k, golden.n, golden.p0) / golden.p_greater).to.be.closeTo(1, 1e-10);
  });
});
