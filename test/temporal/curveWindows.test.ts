import { expect } from "chai";
import { extendSeeds } from "../../src/temporal/curveWindows.js";
import { maximalScoringSubsequences } from "../../src/temporal/moments.js";
import { createRandom } from "../../src/core/random.js";

describe("extendSeeds", () => {
  const drawGains = (seed: number) => {
    const random = createRandom(seed);
    return Array.from({ length: 60 }, () => random() - 0.6);
  };

  it("reaches every maximal scoring subsequence whole when each gain is a seed", () => {
    for (let seed = 1; seed <= 200; seed += 1) {
      const gains = drawGains(seed);
      const windows = extendSeeds(gains.keys(), gains.length, (row) => gains[row] as number);
      const found = windows.flatMap(([from, to]) =>
        maximalScoringSubsequences(gains.slice(from, to + 1)).map(([a, b]) => [a + from, b + from]),
      );
      expect(found).to.deep.equal(maximalScoringSubsequences(gains));
    }
  });

  it("gives windows in order that do not overlap", () => {
    for (let seed = 1; seed <= 200; seed += 1) {
      const gains = drawGains(seed);
      const windows = extendSeeds([50, 3, 20, 20, 41], gains.length, (row) => gains[row] as number);
      for (const [n, [from, to]] of windows.entries()) {
        expect(from).to.be.at.most(to);
        expect(from).to.be.above(windows[n - 1]?.[1] ?? -1);
      }
    }
  });

  it("does not look far beyond what stands out", () => {
    const asked = new Set<number>();
    const gainOf = (row: number) => (asked.add(row), row >= 500 && row < 510 ? 1 : -1);
    expect(extendSeeds([505], 1000, gainOf)).to.deep.equal([[490, 519]]);
    expect(asked.size).to.equal(30);
  });

  it("leaves out seeds without gain", () => {
    expect(extendSeeds([1], 3, () => -1)).to.deep.equal([]);
  });
});
