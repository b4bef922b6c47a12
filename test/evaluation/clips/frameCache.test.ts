import { expect } from "chai";
import { appendFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { openFrameCache, type DecodeAgain } from "../../../src/evaluation/clips/frameCache.js";
import { hashFrame, readClip } from "../../../src/evaluation/clips/readClip.js";
import { ffmpeg, temporaryFolder } from "../../media/renderClip.js";

describe("what is made of frames", function () {
  this.timeout(120_000);
  const folder = temporaryFolder();
  const path = join(folder, "clip.mkv");
  const file = join(folder, "results.frames.jsonl");
  const { signal } = new AbortController();

  /** Reads the clip as a model does that keeps something of each frame, and counts the frames that it is shown. */
  const read = async (modelHash: string, clip = path) => {
    const memory = new Map<string, string>();
    let decodeAgain: DecodeAgain | undefined;
    let shown = 0;
    const cache = openFrameCache({
      memory: {
        save: (hashes) => hashes.map((hash) => memory.get(hash) as string),
        restore(hashes, saved, decode) {
          for (const [n, hash] of hashes.entries()) memory.set(hash, saved[n] as string);
          decodeAgain = decode;
        },
      },
      modelHash,
      path: file,
    });
    const made = await readClip(
      { name: "clip", path: clip },
      {
        fitOf: () => ({ width: 32, height: 32, fit: "stretch" }),
        async show(frames, hashes) {
          shown += frames.length;
          for (const [n, hash] of hashes.entries()) memory.set(hash, `frame ${n}`);
        },
        cache,
      },
      signal,
    );
    return { made, shown, memory, decodeAgain };
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

  it("can be had by decoding again", async () => {
    const { made, decodeAgain } = await read("model");
    expect((await decodeAgain?.())?.map(hashFrame)).to.deep.equal(made.frames.map(({ hash }) => hash));
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
