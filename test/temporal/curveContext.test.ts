import { expect } from "chai";
import { createRandom } from "../../src/core/random.js";
import { durationOf } from "../../src/core/span.js";
import { addContext, type CurveContext } from "../../src/temporal/curveContext.js";
import type { CurveStretch } from "../../src/temporal/curveStretch.js";

/** Each row with the mean of all rows, each weighed on its own. */
function byBruteForce(rows: Float32Array, stretches: readonly CurveStretch[], { weight, acrossCut }: CurveContext) {
  const cutsUpTo = stretches.map((_, n) => stretches.slice(1, n + 1).filter(({ startsShot }) => startsShot).length);
  return stretches.map((here, n) => {
    const shares = stretches.map((other, k) => {
      const seconds = Math.abs(other.keyframeSeconds - here.keyframeSeconds);
      const cuts = Math.abs((cutsUpTo[k] as number) - (cutsUpTo[n] as number));
      return Math.max(1e-3, durationOf(other)) * Math.exp(-seconds / 3) * acrossCut ** cuts;
    });
    const sum = shares.reduce((total, share) => total + share, 0);
    const around = shares.reduce((total, share, k) => total + (share / sum) * (rows[k] as number), 0);
    return weight * around + (1 - weight) * (rows[n] as number);
  });
}

describe("the context of a curve", () => {
  it("is what weighing every pair of stretches gives, wherever the cuts are", () => {
    for (let seed = 1; seed <= 50; seed += 1) {
      const random = createRandom(seed);
      let seconds = 0;
      const stretches = Array.from({ length: 1 + Math.floor(random() * 30) }, () => {
        const startSeconds = seconds;
        seconds += random() < 0.1 ? 0 : random() * 6;
        const keyframeSeconds = startSeconds + random() * (seconds - startSeconds);
        return { startSeconds, endSeconds: seconds, keyframeSeconds, startsShot: random() < 0.3 };
      });
      const rows = Float32Array.from(stretches, () => random());
      const context = { weight: random(), acrossCut: random() < 0.2 ? 0 : random() };
      const expected = byBruteForce(rows, stretches, context);
      const found = addContext(rows, stretches, context, 1);
      for (const [n, height] of expected.entries())
        expect(found[n], `seed ${seed}, row ${n}`).to.be.closeTo(height, 1e-5);
    }
  });

  it("leaves a row alone that is all there is, and one between two cuts where nothing counts across them", () => {
    const stretch = (startSeconds: number): CurveStretch => ({
      startSeconds,
      endSeconds: startSeconds + 1,
      keyframeSeconds: startSeconds,
      startsShot: true,
    });
    const rows = Float32Array.of(0.25, 0.75, 0.5);
    expect(addContext(rows.slice(0, 1), [stretch(0)], { weight: 0.5, acrossCut: 0.6 }, 1)).to.deep.equal(
      rows.slice(0, 1),
    );
    expect(addContext(rows, [0, 1, 2].map(stretch), { weight: 0.5, acrossCut: 0 }, 1)).to.deep.equal(rows);
  });
});
