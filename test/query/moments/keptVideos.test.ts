import { expect } from "chai";
import { setImmediate } from "node:timers/promises";
import { createKeptVideos, type KeptVideos } from "../../../src/query/moments/keptVideos.js";
import { openStore, type Store } from "../../../src/store/store.js";
import { model, temporaryFolder, videoIdOf, videoOf } from "../../store/fixtures.js";

describe("createKeptVideos", () => {
  const folder = temporaryFolder();
  let store: Store;
  let videos: KeptVideos;

  /** Stores the frame of one second, on an axis of its own. */
  async function append(second: number): Promise<void> {
    const embedding = new Float32Array(model.dimension);
    embedding[second % model.dimension] = 1;
    await store.appendChunk(videoIdOf(1), {
      throughSeconds: second + 1,
      frames: [{ timeSeconds: second, embedding }],
      clips: [],
      shots: [{ startSeconds: second, endSeconds: second + 1 }],
    });
  }

  before(async () => {
    store = await openStore({ directory: folder.path, model, access: "write" });
    videos = createKeptVideos(store);
    await store.beginVideo(videoOf(1));
    await append(0);
  });
  after(async () => {
    await store[Symbol.asyncDispose]();
    folder.remove();
  });

  it("does not read again what has not changed", async () => {
    const first = await videos.find(videoIdOf(1));
    expect(first?.frameEmbeddings).to.have.length(model.dimension);
    expect((await videos.find(videoIdOf(1)))?.frameEmbeddings).to.equal(first?.frameEmbeddings);
  });

  it("reads again a video that has grown", async () => {
    await append(1);
    const video = await videos.find(videoIdOf(1));
    expect([...(video?.frameTimes ?? [])]).to.deep.equal([0, 1]);
    expect(video?.frameEmbeddings).to.have.length(2 * model.dimension);
    expect(video?.cutsSeconds).to.deep.equal([1]);
  });

  it("has nothing of a video that was removed", async () => {
    await store.removeVideo(videoIdOf(1));
    expect(await videos.find(videoIdOf(1))).to.equal(undefined);
  });

  describe("with room for two videos", () => {
    const frameBytes = 4 * model.dimension;
    const reads: string[] = [];
    let revisions = 0;
    let kept: KeptVideos;

    before(async () => {
      for (const n of [11, 12, 13]) {
        await store.beginVideo(videoOf(n));
        const frames = [
          { timeSeconds: 0, embedding: Float32Array.from({ length: model.dimension }, (_, k) => (k ? 0 : 1)) },
        ];
        await store.appendChunk(videoIdOf(n), { throughSeconds: 1, frames, clips: [], shots: [] });
      }
      const watched: Store = {
        ...store,
        readVideos: (videoIds) => (reads.push(...videoIds), store.readVideos(videoIds)),
        revision: () => ((revisions += 1), store.revision()),
      };
      kept = createKeptVideos(watched, { maxBytes: 2 * 2 * frameBytes }); // a frame, and its place on the curve
    });

    it("lets go of the one that was asked for longest ago", async () => {
      for (const n of [11, 12, 11, 13, 11]) await kept.find(videoIdOf(n));
      expect(reads).to.deep.equal([11, 12, 13].map(videoIdOf));
      await kept.find(videoIdOf(12));
      expect(reads.at(-1)).to.equal(videoIdOf(12));
      expect(reads).to.have.length(4);
    });

    it("asks once whether the catalog has changed, however many are looked for, and keeps their order", async () => {
      const before = revisions;
      const found = await kept.findAll([12, 99, 11, 13, 12].map(videoIdOf));
      expect([...found.keys()]).to.deep.equal([12, 11, 13].map(videoIdOf));
      for (const [videoId, { record }] of found) expect(record.videoId).to.equal(videoId);
      expect(revisions).to.equal(before + 1);
    });

    it("reads a video once for all who ask for it at the same time", async () => {
      kept.clear();
      const before = reads.length;
      const found = await Promise.all([11, 12, 11].map((n) => kept.find(videoIdOf(n))));
      expect(found[0]).to.equal(found[2]);
      expect(reads).to.have.length(before + 2);
    });

    it("keeps nothing that was read before a change which another search has seen", async () => {
      let held: Promise<void> | undefined;
      const slow = createKeptVideos({
        ...store,
        model: store.model,
        readVideos: async (videoIds) => {
          const contents = await store.readVideos(videoIds);
          await held;
          return contents;
        },
      });
      let release = (): void => {};
      held = new Promise((resolve) => (release = resolve));
      const early = slow.find(videoIdOf(11));
      await setImmediate();
      held = undefined;
      const embedding = Float32Array.from({ length: model.dimension }, (_, k) => (k ? 0 : 1));
      const frames = [{ timeSeconds: 1, embedding }];
      await store.appendChunk(videoIdOf(11), { throughSeconds: 2, frames, clips: [], shots: [] });
      expect((await slow.find(videoIdOf(11)))?.frameTimes).to.have.length(2);
      release();
      expect((await early)?.frameTimes, "as it was when it was asked for").to.have.length(1);
      expect((await slow.find(videoIdOf(11)))?.frameTimes).to.have.length(2);
    });

    it("reads again what it was told to let go of", async () => {
      const before = reads.length;
      kept.clear();
      await kept.find(videoIdOf(11));
      expect(reads).to.have.length(before + 1);
    });
  });
});
