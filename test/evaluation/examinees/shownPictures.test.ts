import { expect } from "chai";
import type { DecodedFrame } from "../../../src/core/frame.js";
import { createShownPictures } from "../../../src/evaluation/examinees/shownPictures.js";

describe("pictures that an examinee looks at", () => {
  const pictureOf = (name: string): DecodedFrame => ({
    timeSeconds: 0,
    width: 1,
    height: 1,
    pixels: Uint8Array.from([name.charCodeAt(0), 0, 0]),
  });
  const sequenceOf = (...hashes: string[]) => ({
    frames: hashes.map((hash, n) => ({ hash, timeSeconds: n })),
    endSeconds: hashes.length,
    seams: [],
  });
  /** Decodes pictures of these names, and counts how often. */
  const sourceOf = (...hashes: string[]) => {
    let count = 0;
    const decode = async () => {
      count += 1;
      return hashes.map(pictureOf);
    };
    return { hashes, pictures: hashes.map(pictureOf), decode, countDecoded: () => count };
  };

  it("are held, and given the times of the sequence", async () => {
    const { see, framesOf } = createShownPictures();
    const { pictures, hashes, decode, countDecoded } = sourceOf("a", "b");
    await see(pictures, hashes, decode);
    expect(await framesOf(sequenceOf("b", "a", "b"))).to.deep.equal(
      ["b", "a", "b"].map((name, timeSeconds) => ({ ...pictureOf(name), timeSeconds })),
    );
    expect(countDecoded()).to.equal(0);
  });

  it("are decoded again where too many were looked at since, but for those that nobody can decode", async () => {
    const { see, framesOf } = createShownPictures(6);
    await see([pictureOf("g")], ["g"]);
    const [first, second] = [sourceOf("a", "b"), sourceOf("c", "d")];
    for (const { pictures, hashes, decode } of [first, second]) await see(pictures, hashes, decode);
    const [seen] = await framesOf(sequenceOf("a"));
    expect(seen).to.deep.equal(pictureOf("a"));
    expect(await framesOf(sequenceOf("a", "g"))).to.have.length(2);
    expect([first.countDecoded(), second.countDecoded()]).to.deep.equal([1, 0]);
  });

  it("are decoded only once somebody looks at them, where an earlier run has seen them", async () => {
    const { memory, framesOf } = createShownPictures();
    const { hashes, decode, countDecoded } = sourceOf("a", "b");
    memory.restore(hashes, memory.save(hashes), decode);
    expect(countDecoded()).to.equal(0);
    await framesOf(sequenceOf("b", "a"));
    expect(countDecoded()).to.equal(1);
  });

  it("were shown by somebody", async () => {
    const failed = await createShownPictures()
      .framesOf(sequenceOf("a"))
      .catch((error: Error) => error.message);
    expect(failed).to.match(/was not shown/);
  });
});
