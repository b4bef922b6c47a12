import { expect } from "chai";
import type { DecodedFrame } from "../../src/core/frame.js";
import { dot, normOf } from "../../src/core/vectors.js";
import type { ImageEncoder } from "../../src/inference/encoding/encoders.js";

/** What every image encoder must do. `open` is called once; the caller closes what it opened. */
export function itIsAnImageEncoder(open: () => Promise<ImageEncoder>): void {
  let encoder: ImageEncoder;

  before(async () => {
    encoder = await open();
  });

  const draw = (seed: number, scale = 1): DecodedFrame => {
    const width = encoder.input.width * scale;
    const height = encoder.input.height * scale;
    const pixels = new Uint8Array(width * height * 3);
    for (let n = 0; n < width * height; n += 1) {
      const x = Math.floor((n % width) / scale);
      const y = Math.floor(n / width / scale);
      pixels.set([(x * 16 * seed) % 256, (y * 16 + seed * 50) % 256, (x + y) * seed * 3], n * 3);
    }
    return { timeSeconds: seed, width, height, pixels };
  };

  it("gives one embedding of the stated dimension and norm 1 for each frame", async () => {
    const embeddings = await encoder.encode([draw(1), draw(2), draw(3)]);
    expect(embeddings).to.have.length(3);
    for (const embedding of embeddings) {
      expect(embedding).to.have.length(encoder.dimension);
      expect(normOf(embedding)).to.be.closeTo(1, 1e-4);
    }
  });

  it("gives nothing for no frames", async () => {
    expect(await encoder.encode([])).to.deep.equal([]);
  });

  it("gives a frame the same embedding alone, in a batch, and among other callers", async () => {
    const frames = Array.from({ length: 37 }, (_, seed) => draw(seed + 1));
    const [together, ...alone] = await Promise.all([
      encoder.encode(frames),
      ...[0, 17, 36].map((n) => encoder.encode([frames[n] as DecodedFrame])),
    ]);
    for (const [index, n] of [0, 17, 36].entries()) {
      expect(dot((together as Float32Array[])[n] as Float32Array, alone[index]?.[0] as Float32Array)).to.be.above(
        0.9999,
      );
    }
  });

  it("keeps the order of the frames", async () => {
    const frames = Array.from({ length: 20 }, (_, seed) => draw(seed + 1));
    const forth = await encoder.encode(frames);
    const back = await encoder.encode([...frames].reverse());
    for (const [n, embedding] of forth.entries()) {
      expect(dot(embedding, back[frames.length - 1 - n] as Float32Array)).to.be.above(0.9999);
    }
    expect(dot(forth[0] as Float32Array, forth[1] as Float32Array)).to.be.below(0.9999);
  });

  it("resizes frames of other sizes", async () => {
    const [small, large] = await encoder.encode([draw(2, 2), draw(2, 5)]);
    expect(dot(small as Float32Array, large as Float32Array)).to.be.above(0.98);
  });

  it("leaves the frames as they were", async () => {
    const frame = draw(5);
    const before = frame.pixels.slice();
    await encoder.encode([frame]);
    expect(frame.pixels).to.deep.equal(before);
  });

  it("refuses a frame whose pixels do not fit its size, alone", async () => {
    const broken = { ...draw(1), pixels: new Uint8Array(7) };
    const good = draw(1);
    const [expected] = await encoder.encode([good]);
    const [error, [beside]] = await Promise.all([
      encoder.encode([broken]).catch((reason: unknown) => reason),
      encoder.encode([good]),
    ]);
    expect(error).to.include({ name: "KinodexError", code: "input" });
    expect(dot(expected as Float32Array, beside as Float32Array)).to.be.above(0.9999);
  });
}
