import { expect } from "chai";
import { dot, normOf } from "../../src/core/vectors.js";
import type { TextEncoder } from "../../src/inference/encoding/encoders.js";

/** What every text encoder must do. `open` is called once; the caller closes what it opened. */
export function itIsATextEncoder(open: () => Promise<TextEncoder>): void {
  let encoder: TextEncoder;

  before(async () => {
    encoder = await open();
  });

  const words = ["a", "red", "dog", "the", "cat", "ball", "runs", "jumps", "then", "blue"];
  const texts = Array.from({ length: 70 }, (_, n) => `${words[n % 10]} ${words[Math.floor(n / 10)]}`);

  it("gives one embedding of the stated dimension and norm 1 for each text", async () => {
    const embeddings = await encoder.encode(["a dog", "the cat jumps", ""]);
    expect(embeddings).to.have.length(3);
    for (const embedding of embeddings) {
      expect(embedding).to.have.length(encoder.dimension);
      expect(normOf(embedding)).to.be.closeTo(1, 1e-4);
    }
  });

  it("gives nothing for no texts", async () => {
    expect(await encoder.encode([])).to.deep.equal([]);
  });

  it("gives a text the same embedding alone and in a batch, in order", async () => {
    const together = await encoder.encode(texts);
    for (const n of [0, 33, 69]) {
      const [alone] = await encoder.encode([texts[n] as string]);
      expect(dot(together[n] as Float32Array, alone as Float32Array)).to.be.above(0.9999);
    }
    expect(dot(together[1] as Float32Array, together[2] as Float32Array)).to.be.below(0.9999);
  });

  it("takes text of any length and any script", async () => {
    const long = "a dog runs then ".repeat(2_000);
    const odd = "\u0000 \ud83d\udc15 \u72ac \u0643\u0644\u0628 \ud800";
    for (const embedding of await encoder.encode([long, odd])) expect(normOf(embedding)).to.be.closeTo(1, 1e-4);
  });
}
