import { expect } from "chai";
import { createRandom } from "../../src/core/random.js";
import {
  memorisationFigures,
  nearestCountOf,
  objectsNearest,
} from "../../src/evaluation/memorisation/recallOfPictures.js";

describe("what a model recalls of pictures", () => {
  it("is what the nearest show, without the picture itself", () => {
    const pictures = [
      { name: "own", objects: ["dog"] },
      { name: "near", objects: ["dog", "ball"] },
      { name: "far", objects: ["car"] },
      { name: "next", objects: ["ball", "tree"] },
    ];
    const nearest = objectsNearest([9, 3, 1, 2], pictures, { count: 2, without: "own" });
    expect(nearest).to.deep.equal(["dog", "ball", "tree"]);
  });

  it("is asked of ten, and never of more than a tenth", () => {
    expect([5, 20, 55, 100, 4000].map(nearestCountOf)).to.deep.equal([1, 2, 5, 10, 10]);
  });

  const drawn = (seed: number, count: number, share: number) => {
    const random = createRandom(seed);
    return Array.from({ length: count }, () => ({
      objects: ["said", "unsaid"],
      recalled: random() < share ? ["said", "unsaid"] : ["said", "other"],
      inferred: random() < 0.3 ? ["said", "unsaid"] : ["said", "other"],
    }));
  };
  const gainedOf = (trained: number, heldOut: number) => {
    const recall = { trained: drawn(1, 150, trained), heldOut: drawn(2, 150, heldOut) };
    const [precision] = memorisationFigures(recall, "", "another model");
    return { value: precision?.value as number, low: precision?.interval?.[0] as number, precision };
  };

  it("is found where more of training pictures comes back than of held-out ones", () => {
    const { value, low, precision } = gainedOf(0.9, 0.3);
    expect(value).to.be.closeTo(0.6, 0.15);
    expect(low).to.be.above(0.3);
    expect(precision).to.include({ name: "precision-gained", count: 300, chance: 0 });
  });

  it("is not found of a better model that recalls all pictures alike", () => {
    const { value, low, precision } = gainedOf(0.7, 0.7);
    expect(Math.abs(value)).to.be.below(0.2);
    expect(low).to.be.below(0);
    expect(precision?.detail?.["populationPrecisionGap"]).to.be.above(0.25);
  });

  it("counts by hand: a gap of one in two for trained ones, none for others", () => {
    const better = { objects: ["a", "b"], recalled: ["a", "b"], inferred: ["a"] };
    const same = { objects: ["a"], recalled: ["a"], inferred: ["a"] };
    const [precision, recall] = memorisationFigures(
      { trained: [better, same], heldOut: [same, same] },
      "-over-texts",
      "their texts",
    );
    expect(precision).to.include({ name: "precision-gained-over-texts", value: 0 }); // one of one, two of two
    expect(recall).to.include({ name: "recall-gained-over-texts", value: 0.5 });
  });
});
