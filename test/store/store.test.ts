import { openSqlite } from "../../src/core/sqlite.js";
import { createRandom } from "../../src/core/random.js";
import { expect } from "chai";
import { cpSync, renameSync } from "node:fs";
import { join } from "node:path";
import { dot } from "../../src/core/vectors.js";
import { openStore, type Store } from "../../src/store/store.js";
import { addVideo, driftingUnits, failureOf, model, randomUnit, temporaryFolder, videoIdOf } from "./fixtures.js";

describe("store", () => {
  const random = createRandom(3);
  let folder: ReturnType<typeof temporaryFolder>;
  let directory: string;
  let store: Store;

  beforeEach(async () => {
    folder = temporaryFolder();
    directory = join(folder.path, "index");
    store = await openStore({ directory, model, access: "write" });
  });
  afterEach(async () => {
    await store[Symbol.asyncDispose]();
    folder.remove();
  });

  describe("searching", () => {
    it("returns the most similar frames and clips of all videos, best first", async () => {
      const videos = [1, 2, 3].map((n) => ({ n, vectors: driftingUnits(random, 40) }));
      for (const { n, vectors } of videos) await addVideo(store, n, vectors);
      const query = randomUnit(random);
      const hits = await store.searchFrames(query, 7);
      const expected = videos
        .flatMap(({ n, vectors }) =>
          vectors.map((vector, timeSeconds) => ({
            videoId: videoIdOf(n),
            timeSeconds,
            similarity: dot(vector, query),
          })),
        )
        .sort((a, b) => b.similarity - a.similarity)
        .slice(0, 7);
      expect(hits.map(({ videoId, timeSeconds }) => ({ videoId, timeSeconds }))).to.deep.equal(
        expected.map(({ videoId, timeSeconds }) => ({ videoId, timeSeconds })),
      );
      hits.forEach(({ similarity }, n) => expect(similarity).to.be.closeTo(expected[n]?.similarity as number, 1e-6));
      const [clip] = await store.searchClips(videos[1]?.vectors[0] as Float32Array, 1);
      expect(clip).to.include({ videoId: videoIdOf(2), startSeconds: 0, endSeconds: 40, keyframeSeconds: 0 });
    });

    it("keeps to a video and to a span", async () => {
      for (const n of [1, 2]) await addVideo(store, n, driftingUnits(random, 30));
      const query = randomUnit(random);
      const span = { startSeconds: 10, endSeconds: 13 };
      const inVideo = await store.searchFrames(query, 100, { videoIds: [videoIdOf(2)] });
      expect(inVideo).to.have.length(30);
      expect(new Set(inVideo.map((hit) => hit.videoId))).to.deep.equal(new Set([videoIdOf(2)]));
      const inSpan = await store.searchFrames(query, 100, { span });
      expect(inSpan.map((hit) => hit.timeSeconds).sort((a, b) => a - b)).to.deep.equal([10, 10, 11, 11, 12, 12]);
      const inBoth = await store.searchFrames(query, 100, { videoIds: [videoIdOf(1)], span });
      expect(inBoth.map((hit) => hit.timeSeconds).sort((a, b) => a - b)).to.deep.equal([10, 11, 12]);
      expect(await store.searchClips(query, 9, { span: { startSeconds: 30, endSeconds: 40 } })).to.deep.equal([]);
      expect(await store.searchClips(query, 9, { videoIds: [videoIdOf(1)], span })).to.have.length(1);
    });

    it("follows what another process adds and removes", async () => {
      await using reader = await openStore({ directory, model, access: "read" });
      const query = randomUnit(random);
      expect(await reader.searchFrames(query, 5)).to.deep.equal([]);
      await addVideo(store, 1, driftingUnits(random, 3));
      await addVideo(store, 2, driftingUnits(random, 3));
      expect(await reader.searchFrames(query, 10)).to.have.length(6);
      await store.removeVideo(videoIdOf(1));
      const left = await reader.searchFrames(query, 10);
      expect(left.map((hit) => hit.videoId)).to.deep.equal(Array.from({ length: 3 }, () => videoIdOf(2)));
    });

    it("serves searches that overlap each other and a writer", async () => {
      await addVideo(store, 1, driftingUnits(random, 50));
      const queries = Array.from({ length: 20 }, () => randomUnit(random));
      const together = queries.map(async (query, n) => {
        if (n % 5 === 0) await addVideo(store, 10 + n, driftingUnits(random, 5));
        return store.searchFrames(query, 1000);
      });
      const sizes = (await Promise.all(together)).map((hits) => hits.length);
      expect(sizes.every((size) => size >= 55 && size <= 70)).to.equal(true);
      expect(await store.searchFrames(queries[0] as Float32Array, 1000)).to.have.length(70);
    });

    it("searches rightly again after a search has failed half-way", async () => {
      for (const n of [1, 2, 3]) await addVideo(store, n, driftingUnits(random, 3));
      const database = openSqlite(join(directory, "catalog.sqlite"));
      const spoil = database.prepare(
        "UPDATE blocks SET checksum = checksum + ? WHERE kind = 'frames' AND video_id = ?",
      );
      spoil.run(1, videoIdOf(3));
      const query = randomUnit(random);
      expect(await failureOf(() => store.searchFrames(query, 50))).to.have.property("code", "index-damaged");
      spoil.run(-1, videoIdOf(3));
      database.close();
      expect(await store.searchFrames(query, 50)).to.have.length(9);
    });

    it("refuses a query of another length", async () => {
      const error = await failureOf(() => store.searchFrames(new Float32Array(5), 1));
      expect(error).to.have.property("code", "model");
      expect(error.message).to.include("5 values instead of 16");
    });
  });

  it("can be moved to another folder, and copied", async () => {
    const vectors = driftingUnits(random, 3);
    await addVideo(store, 1, vectors);
    await store[Symbol.asyncDispose]();
    const moved = join(folder.path, "moved");
    renameSync(directory, moved);
    cpSync(moved, join(folder.path, "copied"), { recursive: true });
    for (const name of ["moved", "copied"]) {
      await using reader = await openStore({ directory: join(folder.path, name), model, access: "read" });
      expect((await reader.searchFrames(vectors[1] as Float32Array, 1))[0]?.timeSeconds).to.equal(1);
    }
    store = await openStore({ directory: moved, model, access: "write" });
  });
});
