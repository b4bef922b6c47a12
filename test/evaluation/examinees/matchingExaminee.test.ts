import { expect } from "chai";
import type { DecodedFrame } from "../../../src/core/frame.js";
import { openMatchingExaminee } from "../../../src/evaluation/examinees/matchingExaminee.js";
import type { ImageTextMatcher } from "../../../src/models/capabilities/matching.js";
import { openModel } from "../../../src/models/openModel.js";
import { drawFrame } from "../../inference/fixtures.js";
import { modelOf } from "../../fixtures/modelOf.js";

const hashes = ["a", "b", "c", "d"];
const pictures = hashes.map((_, n) => drawFrame(40, 30, n + 1));
const texts = ["a dog runs along the beach", "a red car"];
const sequenceOf = (...shown: string[]) => ({
  frames: shown.map((hash, n) => ({ hash, timeSeconds: n })),
  endSeconds: shown.length,
  seams: [],
});

describe("a matcher, examined", () => {
  it("gives sequences what it gives their frames together", async () => {
    await using model = await openModel("kinodex/matcher", { providers: ["cpu"], intraOpThreads: 1 });
    const examinee = await openMatchingExaminee(model);
    await examinee.see(pictures, hashes);
    const matcher = await model.open("matching");
    const shown = [["a", "b", "c", "d"], ["d", "b"], ["c"], ["a", "a"]];
    const scores = await examinee.score(
      shown.map((frames) => sequenceOf(...frames)),
      texts,
    );
    for (const [n, frames] of shown.entries()) {
      const together = await matcher.match(
        frames.map((hash) => pictures[hashes.indexOf(hash)] as DecodedFrame),
        texts,
      );
      for (const [m, value] of together.entries()) expect(scores[n]?.[m]).to.be.closeTo(value, 1e-3);
    }
  });

  it("is asked about a frame and a text once, however often and in whatever order they are shown", async () => {
    const asked: string[] = [];
    const seen = new Set<DecodedFrame>();
    const matching: ImageTextMatcher = {
      maxFrames: 4,
      match: async (frames, given) => {
        for (const frame of frames) {
          seen.add(frame);
          asked.push(...given.map((text) => `${frame.pixels[0]} ${text}`));
        }
        return given.map(() => 0);
      },
    };
    const examinee = await openMatchingExaminee(modelOf({ id: "test/matcher", hash: "1", dimension: 0 }, { matching }));
    await examinee.see(
      pictures.map((picture, n) => ({ ...picture, pixels: picture.pixels.map((value, at) => (at === 0 ? n : value)) })),
      hashes,
    );
    await examinee.score([sequenceOf(...hashes), sequenceOf(...hashes.toReversed()), sequenceOf("b", "b")], texts);
    await examinee.score([sequenceOf("d", "c")], ["a boat", ...texts]);
    expect(asked).to.have.length(new Set(asked).size);
    expect(asked).to.have.length(hashes.length * texts.length + 2);
    expect(seen.size, "each frame is one object, of which the matcher keeps what it read").to.equal(hashes.length);
  });
});
