import { expect } from "chai";
import { createRandom } from "../../../src/core/random.js";
import { dot, type Embedding } from "../../../src/core/vectors.js";
import { confidenceOf, fitBackground, fitTextBackground } from "../../../src/query/confidence/background.js";
import { expectedOf, fitWording } from "../../../src/query/confidence/wording.js";
import { randomUnit } from "../../store/fixtures.js";

describe("what a text's wording gives by chance", () => {
  const random = createRandom(11);
  const texts = Array.from({ length: 400 }, () => randomUnit(random));
  const direction = randomUnit(random);
  const noise = () => 0.02 * (random() + random() + random() - 1.5);
  /** A text that points one way is near to everything. */
  const similarities = texts.map((text) => 0.2 + 0.3 * dot(text, direction) + noise());
  const varianceOf = (values: readonly number[]) => {
    const mean = values.reduce((sum, value) => sum + value / values.length, 0);
    return values.reduce((sum, value) => sum + (value - mean) ** 2 / values.length, 0);
  };

  it("is learnt from unrelated texts", () => {
    const { wording } = fitWording(texts, similarities);
    const next = randomUnit(random);
    expect(expectedOf(wording, next)).to.be.closeTo(0.2 + 0.3 * dot(next, direction), 0.03);
  });

  it("leaves what wording does not explain, and no less of what is mere chance", () => {
    expect(varianceOf(fitWording(texts, similarities).left)).to.be.below(0.2 * varianceOf(similarities));
    const chance = texts.map(noise);
    expect(varianceOf(fitWording(texts, chance).left)).to.be.above(0.95 * varianceOf(chance));
  });

  it("makes the same similarity mean more of a text that is near to little", () => {
    const background = fitTextBackground(texts, similarities);
    if (!background) throw new Error("there is no background");
    const to = (axis: number): Embedding => direction.map((value) => axis * value);
    const plain = confidenceOf(0.3, background);
    expect(confidenceOf(0.3, background, to(-1))).to.be.above(plain);
    expect(confidenceOf(0.3, background, to(1))).to.be.below(plain);
    const answered = texts.filter((text, n) => confidenceOf(similarities[n] as number, background, text) >= 0.95);
    expect(answered.length / texts.length).to.be.within(0.01, 0.1);
  });

  it("is not told where it explains nothing, or texts are few", () => {
    expect(fitTextBackground(texts.slice(0, 50), similarities.slice(0, 50))?.byWording).to.equal(undefined);
    const chance = texts.map(noise);
    expect(fitTextBackground(texts, chance)).to.deep.include(fitBackground(chance));
  });
});
