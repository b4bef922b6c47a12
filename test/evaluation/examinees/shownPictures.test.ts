import { expect } from "chai";
import { createShownPictures } from "../../../src/evaluation/examinees/shownPictures.js";

describe("pictures that an examinee keeps", () => {
  it("are forgotten once all who showed them are done", async () => {
    const { see, forget, framesOf } = createShownPictures();
    const picture = { timeSeconds: 0, width: 1, height: 1, pixels: new Uint8Array([1, 2, 3]) };
    const sequence = { frames: [{ hash: "a", timeSeconds: 4 }], endSeconds: 5, seams: [] };
    await see([picture, picture], ["a", "a"]);
    await see([picture], ["a"]);
    forget(["a", "a"]);
    expect(framesOf(sequence)).to.deep.equal([{ ...picture, timeSeconds: 4 }]);
    forget(["a", "b"]);
    expect(() => framesOf(sequence)).to.throw(/was not shown/);
  });
});
