import { expect } from "chai";
import { isKinodexError } from "../../src/core/errors.js";
import type { ImageGenerator } from "../../src/models/capabilities/painting.js";
import { failureOf } from "../store/fixtures.js";

/** What every {@link ImageGenerator} must do; call it inside a `describe`. */
export function itIsAnImageGenerator(open: () => Promise<ImageGenerator>): void {
  it("paints a whole picture, the same one for the same text and seed, another one for another seed", async () => {
    const generator = await open();
    const { width, height, pixels, timeSeconds } = await generator.paint("a red car", 1);
    expect([pixels.length, timeSeconds]).to.deep.equal([width * height * 3, 0]);
    expect((await generator.paint("a red car", 1)).pixels).to.deep.equal(pixels);
    const others = await Promise.all([2, 3, 4].map((seed) => generator.paint("a red car", seed)));
    expect(others.some((other) => Buffer.compare(other.pixels, pixels) !== 0)).to.equal(true);
  });

  it("stops on the signal", async () => {
    const signal = AbortSignal.abort();
    const failure = await failureOf(async () => (await open()).paint("a dog", 0, signal));
    expect(isKinodexError(failure, "interrupted")).to.equal(true);
  });
}
