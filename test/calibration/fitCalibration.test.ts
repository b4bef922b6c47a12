import { expect } from "chai";
import { confidenceOf } from "../../src/annotators/concepts/calibration.js";
import { fitCalibration, type ConceptObservation } from "../../src/calibration/captions/fitCalibration.js";
import { createRandom } from "../../src/core/random.js";

/** Observations whose truth follows the standing: half-way at 3. */
function observe(count: number, seed: number, steepness: number): ConceptObservation[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, () => {
    const [stand, margin] = [6 * random(), random()];
    return { says: "a dog", stand, margin, isTrue: random() < 1 / (1 + Math.exp(-steepness * (stand - 3))) };
  });
}

describe("the calibration of captions", () => {
  it("recovers the probabilities that observations were drawn with", () => {
    const curve = fitCalibration(observe(3000, 1, 2), observe(1000, 2, 2), []);
    for (const stand of [2, 3, 4])
      expect(confidenceOf({ stand, margin: 0.5 }, curve)).to.be.closeTo(1 / (1 + Math.exp(-2 * (stand - 3))), 0.06);
  });

  it("sets a level from which nine of ten are true on other observations", () => {
    const curve = fitCalibration(observe(2000, 3, 2), observe(800, 4, 2), []);
    const said = observe(2000, 5, 2).filter((seen) => confidenceOf(seen, curve) >= (curve.minConfidence as number));
    expect(said.length).to.be.above(400);
    expect(said.filter(({ isTrue }) => isTrue).length / said.length).to.be.above(0.88);
  });

  it("sets a higher level where more has to be true", () => {
    const [fitted, held] = [observe(2000, 3, 2), observe(2000, 4, 2)];
    const levelAt = (precision: number) => fitCalibration(fitted, held, [], { precision }).minConfidence as number;
    expect(levelAt(0.95)).to.be.above(levelAt(0.9) + 0.05);
  });

  it("is silent where standing says nothing, or too little was seen", () => {
    const random = createRandom(6);
    const noise = () => observe(400, 7, 0).map((seen) => ({ ...seen, isTrue: random() < 0.4 }));
    expect(fitCalibration(noise(), noise(), []).minConfidence).to.equal(null);
    const few = [{ says: "a dog", stand: 6, margin: 1, isTrue: true }];
    expect(fitCalibration(few, few, []).minConfidence).to.equal(null);
    expect(fitCalibration([], [], []).minConfidence).to.equal(null);
  });

  it("gives each phrase a level of its own: lower than its kind's where it is surer, none where too little was seen", () => {
    const phrased = (seed: number) => [
      ...observe(1500, seed, 3),
      ...observe(300, seed + 1, 3).map((seen) => ({
        ...seen,
        says: "a fox",
        isTrue: seen.isTrue && seen.margin < 0.5,
      })),
      ...observe(6, seed + 2, 3).map((seen) => ({ ...seen, says: "an owl", isTrue: true })),
    ];
    const { minConfidence, levels } = fitCalibration(phrased(20), phrased(30), ["a dog", "a fox", "an owl", "a bat"]);
    expect(minConfidence).to.be.above(0.5);
    expect(levels["a dog"]).to.be.within(0.1, (minConfidence as number) - 0.1);
    expect(levels).to.deep.include({ "a fox": null, "an owl": null, "a bat": null });
  });

  it("lets a phrase of which little was seen borrow the level of its group, unless it was wrong itself", () => {
    const steep = (says: string, count: number, seed: number, isTrue = true) =>
      observe(count, seed, 3).map((seen) => ({ ...seen, says, isTrue: seen.isTrue && isTrue }));
    const seen = [
      ...Array.from({ length: 12 }, (_, n) => steep(`animal ${n}`, 12, 40 + n)).flat(),
      ...steep("a bat", 12, 60, false),
    ];
    const phrases = [...new Set(seen.map(({ says }) => says)), "a unicorn"];
    const alone = fitCalibration(seen, seen, phrases);
    expect(Object.values(alone.levels).filter((level) => level !== null)).to.be.empty;
    const { levels } = fitCalibration(seen, seen, phrases, { groupOf: () => "an animal" });
    expect(levels["animal 3"]).to.be.within(0.2, 0.95);
    expect(levels).to.deep.include({ "a bat": null, "a unicorn": null });
  });

  it("never believes a concept less because it stands out more", () => {
    const backwards = observe(500, 8, -2);
    expect(fitCalibration(backwards, backwards, [])).to.deep.include({ standWeight: 0, minConfidence: null });
  });
});
