import { expect } from "chai";
import { storedVideo } from "../../../src/query/moments/storedVideo.js";
import { openStore, type Store } from "../../../src/store/store.js";
import { model, temporaryFolder, videoIdOf, videoOf } from "../../store/fixtures.js";

describe("storedVideo", () => {
  const folder = temporaryFolder();
  let store: Store;

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
    store.beginVideo(videoOf(1));
    append(0);
  });
  after(async () => {
    await store[Symbol.asyncDispose]();
    folder.remove();
  });

  it("does not read again what has not changed", () => {
    const first = storedVideo(store, videoIdOf(1));
    expect(first?.frameEmbeddings).to.have.length(model.dimension);
    expect(storedVideo(store, videoIdOf(1))?.frameEmbeddings).to.equal(first?.frameEmbeddings);
  });

  it("reads again a video that has grown", () => {
    append(1);
    const video = storedVideo(store, videoIdOf(1));
    expect([...(video?.frameTimes ?? [])]).to.deep.equal([0, 1]);
    expect(video?.frameEmbeddings).to.have.length(2 * model.dimension);
    expect(video?.cutsSeconds).to.deep.equal([1]);
  });

  it("has nothing of a video that was removed", () => {
    store.removeVideo(videoIdOf(1));
    expect(storedVideo(store, videoIdOf(1))).to.equal(undefined);
  });
});
