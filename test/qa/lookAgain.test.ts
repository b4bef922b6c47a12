import { expect } from "chai";
import { rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { lastValueFrom } from "rxjs";
import type { Embedding } from "../../src/core/vectors.js";
import { createModel } from "../../src/models/createModel.js";
import type { Model } from "../../src/models/model.js";
import { indexFiles } from "../../src/pipeline/indexFiles.js";
import { loadPreset, type Preset } from "../../src/pipeline/preset.js";
import { lookAgain } from "../../src/qa/steps/lookAgain.js";
import { createKeptVideos } from "../../src/query/moments/keptVideos.js";
import type { StoredVideo } from "../../src/query/moments/storedVideo.js";
import { openStore, type Store } from "../../src/store/store.js";
import { readTinyManifest, tinyFolder } from "../inference/fixtures.js";
import { ffmpeg, temporaryFolder } from "../media/renderClip.js";

describe("lookAgain", () => {
  const folder = temporaryFolder();
  let sparse: Preset;
  let model: Model;
  let store: Store;

  before(async () => {
    const file = join(folder, "sparse.yaml");
    writeFileSync(
      file,
      "description: A frame every two seconds.\nsampler: { name: uniform, framesPerSecond: 0.5 }\n" +
        "clips: { windowSeconds: 8, overlap: 0 }\npooling: mean\n",
    );
    sparse = loadPreset(file);
    model = createModel(
      { manifest: readTinyManifest(), folder: tinyFolder },
      { providers: ["cpu"], intraOpThreads: 1 },
    );
    store = await openStore({ directory: join(folder, "index"), model: model.identity, access: "write" });
  });
  after(async () => {
    await store[Symbol.asyncDispose]();
    await model[Symbol.asyncDispose]();
  });

  /** Indexes ten seconds of one colour and `seconds` of a pattern that moves. */
  async function indexed(name: string, seconds: number): Promise<{ path: string; video: StoredVideo }> {
    const path = join(folder, name);
    const parts = ["color=teal:s=96x64:r=10:d=10", `testsrc2=s=96x64:r=10:d=${seconds}`];
    const inputs = parts.flatMap((part) => ["-f", "lavfi", "-i", part]);
    ffmpeg(...inputs, "-filter_complex", "concat=n=2", "-pix_fmt", "yuv420p", path);
    const found = await lastValueFrom(
      indexFiles([path], { store, model, preset: sparse, reindexOnOtherPreset: false }),
    );
    if (found.type !== "indexed") throw new Error(JSON.stringify(found));
    return { path, video: (await createKeptVideos(store).find(found.videoId)) as StoredVideo };
  }

  /** The embedding of the frame at a time, as a text that stands out there. */
  const textAt = ({ frameTimes, frameEmbeddings }: StoredVideo, seconds: number): Embedding => {
    const at = frameTimes.findIndex((time) => time >= seconds);
    const dimension = model.identity.dimension;
    return frameEmbeddings.slice(at * dimension, (at + 1) * dimension);
  };

  it("sees four frames a second of the shot in which a text stands out, and the others as they were", async () => {
    const { video } = await indexed("clip.mp4", 6);
    expect(video.cutsSeconds.map(Math.round)).to.deep.equal([10]);
    const { video: seen, newFrames } = await lookAgain({ store, model }, video, textAt(video, 12));
    expect(newFrames).to.equal(24);
    const before = Array.from(video.frameTimes).filter((time) => time < 10);
    expect(Array.from(seen.frameTimes).slice(0, before.length)).to.deep.equal(before);
    expect(seen.frameTimes).to.have.lengthOf(before.length + 24);
    expect(Array.from(seen.frameTimes)).to.deep.equal(Array.from(seen.frameTimes).toSorted((a, b) => a - b));
    const dimension = model.identity.dimension;
    for (const [n, time] of video.frameTimes.entries()) {
      const at = seen.frameTimes.indexOf(time);
      if (at < 0) continue;
      const [old, now] = [
        video.frameEmbeddings.subarray(n * dimension, (n + 1) * dimension),
        seen.frameEmbeddings.subarray(at * dimension, (at + 1) * dimension),
      ];
      expect(old.reduce((sum, value, k) => sum + value * (now[k] as number), 0)).to.be.above(0.999);
    }
  });

  it("leaves a video as it is whose file has changed or gone, or whose shot is long", async () => {
    const { path, video } = await indexed("other.mp4", 7);
    utimesSync(path, new Date(), new Date(Date.now() + 60_000));
    const asItIs = { video, newFrames: 0 };
    expect(await lookAgain({ store, model }, video, textAt(video, 12))).to.deep.equal(asItIs);
    rmSync(path);
    expect(await lookAgain({ store, model }, video, textAt(video, 12))).to.deep.equal(asItIs);
    const { video: long } = await indexed("long.mp4", 130);
    expect(await lookAgain({ store, model }, long, textAt(long, 60))).to.deep.equal({ video: long, newFrames: 0 });
  });
});
