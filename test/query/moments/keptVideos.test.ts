import { expect } from "chai";
import { createKeptVideos, type KeptVideos } from "../../../src/query/moments/keptVideos.js";
import { openStore, type Store } from "../../../src/store/store.js";
import { model, temporaryFolder, videoIdOf, videoOf } from "../../store/fixtures.js";

describe("createKeptVideos", () => {
  const folder = temporaryFolder();
  let store: Store;
  let videos: KeptVideos;

  /** Stores the frame of one second, on an axis of its own. */
  function append(second: number): void {
    const embedding = new Float32Array(model.dimension);
    embedding[second % model.dimension] = 1;
    store.appendChunk(videoIdOf(1), {
      throughSeconds: second + 1,
      frames: [{ timeSeconds: second, embedding }],
      clips: [],
      shots: [{ startSeconds: second, endSeconds: second + 1 }],
    });
  }

  before(async () => {
    store = await openStore({ directory: folder.path, model, access: "write" });
    videos = createKeptVideos(store);
    store.beginVideo(videoOf(1));
    append(0);
  });
  after(async () => {
    await store[Symbol.asyncDispose]();
    folder.remove();
  });

  it("does not read again what has not changed", () => {
    const first = videos.find(videoIdOf(1));
    expect(first?.frameEmbeddings).to.have.length(model.dimension);
    expect(videos.find(videoIdOf(1))?.frameEmbeddings).to.equal(first?.frameEmbeddings);
  });

  it("reads again a video that has grown", () => {
    append(1);
    const video = videos.find(videoIdOf(1));
    expect([...(video?.frameTimes ?? [])]).to.deep.equal([0, 1]);
    expect(video?.frameEmbeddings).to.have.length(2 * model.dimension);
    expect(video?.cutsSeconds).to.deep.equal([1]);
  });

  it("has nothing of a video that was removed", () => {
    store.removeVideo(videoIdOf(1));
    expect(videos.find(videoIdOf(1))).to.equal(undefined);
  });

  describe("with room for two videos", () => {
    const frameBytes = 4 * model.dimension;
    const reads: string[] = [];
    let revisions = 0;
    let kept: KeptVideos;

    before(() => {
      for (const n of [11, 12, 13]) {
        store.beginVideo(videoOf(n));
        const frames = [
          { timeSeconds: 0, embedding: Float32Array.from({ length: model.dimension }, (_, k) => (k ? 0 : 1)) },
        ];
        store.appendChunk(videoIdOf(n), { throughSeconds: 1, frames, clips: [], shots: [] });
      }
      const watched: Store = {
        ...store,
        framesOf: (videoId) => (reads.push(videoId), store.framesOf(videoId)),
        revision: () => ((revisions += 1), store.revision()),
      };
      kept = createKeptVideos(watched, { maxBytes: 2 * 2 * frameBytes }); // a frame, and its place on the curve
    });

    it("lets go of the one that was asked for longest ago", () => {
      for (const n of [11, 12, 11, 13, 11]) kept.find(videoIdOf(n));
      expect(reads).to.deep.equal([11, 12, 13].map(videoIdOf));
      kept.find(videoIdOf(12));
      expect(reads.at(-1)).to.equal(videoIdOf(12));
      expect(reads).to.have.length(4);
    });

    it("asks once whether the catalog has changed, however many are looked for in a row", () => {
      const before = revisions;
      const find = kept.createFinder();
      for (const n of [11, 12, 11]) expect(find(videoIdOf(n))?.record.videoId).to.equal(videoIdOf(n));
      expect(revisions).to.equal(before + 1);
    });

    it("reads again what it was told to let go of", () => {
      const before = reads.length;
      kept.clear();
      kept.find(videoIdOf(11));
      expect(reads).to.have.length(before + 1);
    });
  });
});
