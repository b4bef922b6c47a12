import { expect } from "chai";
import type { DecodedFrame } from "../../src/core/frame.js";
import type { TextReader } from "../../src/models/capabilities/reading.js";
import { drawWrittenFrame } from "../../samples/writing/writtenFrames.js";

/** What every {@link TextReader} does. */
export function itIsATextReader(open: () => Promise<TextReader>): void {
  const draw = async (seed: number): Promise<DecodedFrame> => {
    const drawn = await drawWrittenFrame({ seed, width: 640, height: 384, sizes: [26, 36] });
    return { timeSeconds: seed, width: drawn.width, height: drawn.height, pixels: new Uint8Array(drawn.pixels) };
  };

  it("gives the lines of each frame, in the order of the frames", async () => {
    const reader = await open();
    const frames = [await draw(1), await draw(2)];
    const together = await reader.read(frames);
    const apart = await Promise.all(frames.map(async (frame) => (await reader.read([frame]))[0]));
    expect(together).to.deep.equal(apart);
    expect(together.flat().length).to.be.above(1);
  });

  it("gives words, a box inside the picture and a probability", async () => {
    for (const { text, box, probability } of (await (await open()).read([await draw(1)])).flat()) {
      expect(text.trim()).to.equal(text).and.not.equal("");
      expect(probability).to.be.within(0, 1);
      expect(box.left).to.be.within(0, box.right);
      expect(box.top).to.be.within(0, box.bottom);
      expect(Math.max(box.right, box.bottom)).to.be.at.most(1);
    }
  });

  it("leaves the frames as they are", async () => {
    const frame = await draw(3);
    const before = frame.pixels.slice();
    await (await open()).read([frame]);
    expect(frame.pixels).to.deep.equal(before);
  });

  it("reads nothing in nothing", async () => {
    const reader = await open();
    const grey = { timeSeconds: 0, width: 320, height: 192, pixels: new Uint8Array(320 * 192 * 3).fill(90) };
    expect(await reader.read([])).to.deep.equal([]);
    expect(await reader.read([grey])).to.deep.equal([[]]);
  });

  it("stops when it is told to", async () => {
    const error = await (await open()).read([await draw(1)], AbortSignal.abort()).catch((reason: unknown) => reason);
    expect(error).to.include({ name: "KinodexError", code: "interrupted" });
  });
}
