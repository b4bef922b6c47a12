import { expect } from "chai";
import { appendFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Embedding } from "../../../src/core/vectors.js";
import { openFrameCache } from "../../../src/evaluation/clips/frameCache.js";
import { readClip } from "../../../src/evaluation/clips/readClip.js";
import { ffmpeg, temporaryFolder } from "../../media/renderClip.js";

describe("what is made of frames", function () {
  this.timeout(120_000);
  const folder = temporaryFolder();
  const path = join(folder, "clip.mkv");
  const file = join(folder, "results.frames.jsonl");
  const { signal } = new AbortController();

  /** Reads the clip as a model does that keeps an embedding of each frame, and counts the frames that it is shown. */
  const read = async (modelHash: string, clip = path) => {
    const memory = new Map<string, Embedding>();
    let shown = 0;
    const cache = openFrameCache({
      memory: { of: (hash) => memory.get(hash), restore: (hash, embedding) => void memory.set(hash, embedding) },
      modelHash,
      path: file,
    });
    const made = await readClip(
      { name: "clip", path: clip },
      {
        fitOf: () => ({ width: 32, height: 32, fit: "stretch" }),
        async show(frames, hashes) {
          shown += frames.length;
          for (const [n, hash] of hashes.entries()) memory.set(hash, Float32Array.of(1 / 3, n));
        },
        cache,
      },
      signal,
    );
    return { made, shown, memory };
  };

  before(() => {
    for (const [source, to] of [
      ["testsrc2", path],
      ["mandelbrot", join(folder, "other.mkv")],
    ] as const)
      ffmpeg("-f", "lavfi", "-i", `${source}=s=64x64:r=10`, "-t", "3", "-pix_fmt", "yuv420p", to);
  });

  it("is used again by a later run, which sees nothing and knows the same", async () => {
    const first = await read("model");
    expect(first.shown).to.equal(16);
    appendFileSync(file, '{"key": "half writ');
    const second = await read("model");
    expect(second.shown).to.equal(0);
    expect(second.made).to.deep.equal(first.made);
    expect([...second.memory]).to.deep.equal([...first.memory]);
  });

  it("is not used for another model or another file of the same name", async () => {
    expect((await read("another model")).shown).to.equal(16);
    expect((await read("another model")).shown).to.equal(0);
    expect((await read("model", join(folder, "other.mkv"))).shown).to.equal(16);
  });

  it("holds no pictures", () => {
    expect(readFileSync(file, "utf8").length).to.be.below(16_000);
  });
});
