import { expect } from "chai";
import { isKinodexError } from "../../src/core/errors.js";
import type { PhraseGrounder } from "../../src/models/capabilities/grounding.js";
import { drawFrame } from "../inference/fixtures.js";
import { failureOf } from "../store/fixtures.js";

/** What every {@link PhraseGrounder} must do; call it inside a `describe`. */
export function itIsAPhraseGrounder(open: () => Promise<PhraseGrounder>): void {
  it("gives boxes with a size inside the frame, and the same ones again", async () => {
    const grounder = await open();
    for (const seed of [1, 2, 3]) {
      const frame = drawFrame(40, 24, seed);
      const boxes = await grounder.ground(frame, "a red car");
      for (const { phrase, left, top, right, bottom } of boxes) {
        expect(phrase).to.not.equal("");
        expect([left >= 0, left < right, right <= 1, top >= 0, top < bottom, bottom <= 1]).to.not.include(false);
      }
      expect(await grounder.ground(frame, "a red car")).to.deep.equal(boxes);
    }
  });

  it("stops on the signal", async () => {
    const signal = AbortSignal.abort();
    const failure = await failureOf(async () => (await open()).ground(drawFrame(40, 24, 1), "a dog", signal));
    expect(isKinodexError(failure, "interrupted")).to.equal(true);
  });
}
