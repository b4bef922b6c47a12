import { expect } from "chai";
import { dot, normOf, toUnit, type Embedding } from "../../src/core/vectors.js";
import type { PoolerInput, TemporalPooler } from "../../src/temporal/pooler.js";
import { createRandom } from "../../src/core/random.js";

/** What every {@link TemporalPooler} does. `open` may load a model; `dimension` is what the pooler takes. */
export function itIsATemporalPooler(open: () => Promise<TemporalPooler>, dimension: number): void {
  let pooler: TemporalPooler;
  before(async () => {
    pooler = await open();
  });

  it("gives one finite unit embedding of the same dimension for each clip, in order", async () => {
    const clips = [1, 2, 7, 16].map((frames) => createClip(frames, dimension, frames));
    const pooled = await pooler.pool(clips);
    expect(pooled).to.have.length(clips.length);
    for (const embedding of pooled) {
      expect(embedding).to.have.length(dimension);
      expect(normOf(embedding)).to.be.closeTo(1, 1e-4);
    }
  });

  it("gives nothing for no clips", async () => {
    expect(await pooler.pool([])).to.deep.equal([]);
  });

  it("pools a clip alone as it does beside others", async () => {
    const clips = [5, 1, 9].map((frames) => createClip(frames, dimension, 20 + frames));
    const together = await pooler.pool(clips);
    for (const [n, clip] of clips.entries()) {
      const [alone] = await pooler.pool([clip]);
      expect(dot(alone as Embedding, together[n] as Embedding)).to.be.closeTo(1, 1e-4);
    }
  });

  it("stays near the frames of a clip that does not change", async () => {
    const [frame] = createClip(1, dimension, 40).embeddings;
    const still = { embeddings: Array.from({ length: 6 }, () => frame as Embedding), timesSeconds: [0, 1, 2, 3, 4, 5] };
    const [pooled] = await pooler.pool([still]);
    expect(dot(pooled as Embedding, frame as Embedding)).to.be.above(0.5);
  });

  it("takes clips longer than its longest, and leaves its input alone", async () => {
    const clip = createClip(Math.min(200, pooler.maxFrames) + 13, dimension, 50);
    const copies = clip.embeddings.map((embedding) => embedding.slice());
    await pooler.pool([clip]);
    expect(clip.embeddings).to.deep.equal(copies);
  });
}

/** A clip of random unit embeddings that share a direction, as frames of one shot do. */
export function createClip(frames: number, dimension: number, seed: number): PoolerInput {
  const random = createRandom(seed);
  const draw = () => Float32Array.from({ length: dimension }, () => random() + random() + random() - 1.5);
  const common = draw();
  return {
    embeddings: Array.from({ length: frames }, () => {
      const own = draw();
      return toUnit(common.map((value, n) => value + (own[n] as number) / 2));
    }),
    timesSeconds: Array.from({ length: frames }, (_, n) => n / 2),
  };
}
