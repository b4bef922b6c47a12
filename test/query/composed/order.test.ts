import { expect } from "chai";
import { createRandom } from "../../../src/core/random.js";
import { orderLogOdds } from "../../../src/query/composed/order.js";

const logitScale = 20;

/** By trying every way to place each curve in a frame. */
function bruteForce(curves: readonly (readonly number[])[]): number {
  const shares = curves.map((curve) => {
    const weights = curve.map((similarity) => Math.exp(logitScale * similarity));
    const sum = weights.reduce((a, b) => a + b);
    return weights.map((weight) => weight / sum);
  });
  const total = (order: readonly (readonly number[])[], from = 0): number => {
    const [first, ...others] = order;
    if (!first) return 1;
    return first.slice(from).reduce((sum, share, n) => sum + share * total(others, from + n + 1), 0);
  };
  return Math.log((total(shares) + 1e-6) / (total(shares.toReversed()) + 1e-6));
}

describe("orderLogOdds", () => {
  it("sums over all ways to place two or three things, as trying each does", () => {
    const random = createRandom(5);
    for (let trial = 0; trial < 40; trial += 1) {
      const frames = 1 + Math.floor(random() * 8);
      const curves = Array.from({ length: 2 + (trial % 2) }, () => Array.from({ length: frames }, () => random() / 2));
      expect(orderLogOdds(curves, logitScale)).to.be.closeTo(bruteForce(curves), 1e-9);
    }
  });

  it("says the opposite of the same video played backwards", () => {
    const curves = [
      [0.4, 0.1, 0.2, 0.1],
      [0.1, 0.1, 0.3, 0.2],
    ];
    const forward = orderLogOdds(curves, logitScale);
    expect(forward).to.be.above(2);
    expect(
      orderLogOdds(
        curves.map((curve) => curve.toReversed()),
        logitScale,
      ),
    ).to.be.closeTo(-forward, 1e-9);
  });

  it("says nothing of a single frame, and of what can be placed nowhere", () => {
    expect(orderLogOdds([[0.3], [0.5]], logitScale)).to.equal(0);
    expect(
      orderLogOdds(
        [
          [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY],
          [0.1, 0.2],
        ],
        logitScale,
      ),
    ).to.equal(0);
  });
});
