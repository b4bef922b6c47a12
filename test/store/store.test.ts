import { openSqlite } from "../../src/core/sqlite.js";
import { createRandom } from "../../src/core/random.js";
import { expect } from "chai";
import { cpSync, renameSync } from "node:fs";
import { join } from "node:path";
import { dot } from "../../src/core/vectors.js";
import type { VectorBlock } from "../../src/store/catalog/vectorBlock.js";
import { openStore, type Store } from "../../src/store/store.js";
import {
  addVideo,
  captions,
  chunkOf,
  driftingUnits,
  failureOf,
  model,
  randomUnit,
  temporaryFolder,
  videoIdOf,
  videoOf,
} from "./fixtures.js";

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

  it("gives back what was stored, after it was closed and opened", async () => {
    const vectors = driftingUnits(random, 5);
    const videoId = await addVideo(store, 1, vectors);
    await store[Symbol.asyncDispose]();
    store = await openStore({ directory, model, access: "write" });

    expect(await store.videos()).to.have.length(1);
    expect(await store.findVideo(videoId)).to.deep.include({
      videoId,
      paths: ["/videos/1.mp4"],
      state: "complete",
      problems: [],
      sizeBytes: 1001,
      durationSeconds: 60,
      width: 640,
      height: 360,
      frameRate: 25,
      codec: "h264",
      indexedThroughSeconds: 5,
      frameCount: 5,
      clipCount: 1,
    });
    const { times, embeddings } = await store.framesOf(videoId);
    expect([...times]).to.deep.equal([0, 1, 2, 3, 4]);
    expect([...embeddings]).to.deep.equal(vectors.flatMap((vector) => [...vector]));
    expect((await store.readVideos([videoId]))[0]?.clips.clips).to.deep.equal([
      { startSeconds: 0, endSeconds: 5, keyframeSeconds: 0 },
    ]);
    expect(await store.shotsOf(videoId)).to.deep.equal([{ startSeconds: 0, endSeconds: 5 }]);
    expect(await store.counts()).to.deep.equal({ videos: 1, frames: 5, clips: 1 });
  });

  it("has nothing for a video that it does not know", async () => {
    expect(await store.findVideo(videoIdOf(9))).to.equal(undefined);
    expect((await store.framesOf(videoIdOf(9))).times).to.have.length(0);
    expect(await store.readVideos([videoIdOf(9)])).to.deep.equal([]);
    expect(await store.findVideos([videoIdOf(9)])).to.deep.equal([]);
    expect(await store.removeVideo(videoIdOf(9))).to.equal(false);
  });

  it("finds a video by its id, the beginning of it, and a path", async () => {
    const first = await addVideo(store, 0x11111111, driftingUnits(random, 2));
    await store.beginVideo(videoOf(0, { videoId: `${"1".repeat(60)}aaaa`, path: "/videos/other.mp4" }));
    expect((await store.findVideo(first))?.videoId).to.equal(first);
    expect((await store.findVideo(`${"1".repeat(60)}a`))?.paths).to.deep.equal(["/videos/other.mp4"]);
    expect((await store.findVideo("/videos/../videos/other.mp4"))?.frameCount).to.equal(0);
    expect(await store.findVideo("11")).to.equal(undefined);
    const error = await failureOf(() => store.findVideo("11111111"));
    expect(error).to.have.property("code", "usage");
    expect(error.message).to.include("2 videos");
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

  describe("one video under several paths", () => {
    it("knows the same bytes under both and stores them once", async () => {
      const videoId = await addVideo(store, 1, driftingUnits(random, 4));
      await store.attachPath(videoId, "/videos/copy.mp4", videoOf(1).stamp);
      expect((await store.findVideo("/videos/copy.mp4"))?.paths).to.deep.equal(["/videos/1.mp4", "/videos/copy.mp4"]);
      expect(await store.counts()).to.deep.equal({ videos: 1, frames: 4, clips: 1 });
    });

    it("follows a moved file", async () => {
      const videoId = await addVideo(store, 1, driftingUnits(random, 4));
      await store.attachPath(videoId, "/elsewhere/1.mp4", videoOf(1).stamp);
      expect(await store.detachPath("/videos/1.mp4")).to.equal(1);
      expect((await store.findVideo(videoId))?.paths).to.deep.equal(["/elsewhere/1.mp4"]);
      expect((await store.counts()).frames).to.equal(4);
    });

    it("keeps a video whose last path is forgotten", async () => {
      const videoId = await addVideo(store, 1, driftingUnits(random, 4));
      expect(await store.detachPath("/videos/1.mp4")).to.equal(0);
      expect(await store.findVideo(videoId)).to.deep.include({ paths: [], frameCount: 4 });
    });

    it("drops the vectors of a changed file, unless another path has the old bytes", async () => {
      await addVideo(store, 1, driftingUnits(random, 4));
      await store.beginVideo(videoOf(2, { path: "/videos/1.mp4" }));
      expect(await store.findVideo(videoIdOf(1))).to.equal(undefined);
      expect(await store.counts()).to.deep.equal({ videos: 1, frames: 0, clips: 0 });
      expect(await store.searchFrames(randomUnit(random), 5)).to.deep.equal([]);

      await addVideo(store, 3, driftingUnits(random, 4));
      await store.attachPath(videoIdOf(3), "/videos/3-copy.mp4", videoOf(3).stamp);
      await store.beginVideo(videoOf(4, { path: "/videos/3.mp4" }));
      expect((await store.findVideo(videoIdOf(3)))?.paths).to.deep.equal(["/videos/3-copy.mp4"]);
    });

    it("tells every known file from one query, to the nanosecond and with 64-bit inodes", async () => {
      const inode = 2n ** 64n - 5n;
      await store.beginVideo(videoOf(1, { stamp: { sizeBytes: 7, modifiedNs: 1_700_000_000_123_456_789n, inode } }));
      await store.attachPath(videoIdOf(1), "/videos/1-copy.mp4", videoOf(1).stamp);
      await store.putAnnotation(videoIdOf(1), captions([]));
      expect((await store.knownFiles()).get("/videos/1.mp4")).to.deep.equal({
        videoId: videoIdOf(1),
        sizeBytes: 7,
        modifiedNs: 1_700_000_000_123_456_789n,
        inode,
        state: "indexing",
        pipelineFingerprint: "fingerprint-1",
        paths: ["/videos/1-copy.mp4", "/videos/1.mp4"],
        annotatedBy: { concepts: "concepts-1" },
      });
    });
  });

  describe("resuming", () => {
    it("continues where the last chunk ended", async () => {
      const vectors = driftingUnits(random, 10);
      expect(await store.beginVideo(videoOf(1))).to.deep.equal({ indexedThroughSeconds: 0 });
      await store.appendChunk(videoIdOf(1), chunkOf(vectors.slice(0, 4)));
      expect(await store.beginVideo(videoOf(1))).to.deep.equal({ indexedThroughSeconds: 4 });
      await store.appendChunk(videoIdOf(1), chunkOf(vectors.slice(4), 4));
      await store.finishVideo(videoIdOf(1), { state: "partial", problems: ["it ends early"], durationSeconds: 10.5 });
      expect([...(await store.framesOf(videoIdOf(1))).times]).to.deep.equal([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
      expect(await store.findVideo(videoIdOf(1))).to.deep.include({
        state: "partial",
        problems: ["it ends early"],
        durationSeconds: 10.5,
        clipCount: 2,
      });
      expect(await store.shotsOf(videoIdOf(1))).to.have.length(2);
    });

    it("begins again for another pipeline", async () => {
      await addVideo(store, 1, driftingUnits(random, 4));
      const again = await store.beginVideo(videoOf(1, { pipelineName: "fast", pipelineFingerprint: "fingerprint-2" }));
      expect(again).to.deep.equal({ indexedThroughSeconds: 0 });
      expect(await store.findVideo(videoIdOf(1))).to.deep.include({
        state: "indexing",
        frameCount: 0,
        pipelineName: "fast",
      });
      expect(await store.shotsOf(videoIdOf(1))).to.deep.equal([]);
    });

    it("forgets a video on request only where nothing of it is stored", async () => {
      await store.beginVideo(videoOf(1));
      await addVideo(store, 2, driftingUnits(random, 4));
      expect(await store.removeVideo(videoIdOf(2), { ifEmpty: true })).to.equal(false);
      expect(await store.removeVideo(videoIdOf(1), { ifEmpty: true })).to.equal(true);
      expect((await store.videos()).map(({ videoId }) => videoId)).to.deep.equal([videoIdOf(2)]);
    });
  });

  describe("checking what comes in", () => {
    const bad: [string, (vector: Float32Array) => Float32Array, string][] = [
      ["of another dimension", (vector) => vector.slice(1), "15 values instead of 16"],
      ["with a value that is not a number", (vector) => vector.with(3, Number.NaN), "not a finite number"],
      ["with an infinite value", (vector) => vector.with(3, Infinity), "not a finite number"],
      ["that was not normalised", (vector) => vector.map((value) => 2 * value), "norm is 2.00000 instead of 1"],
      ["of zeros", (vector) => vector.map(() => 0), "norm is 0.00000 instead of 1"],
    ];
    for (const [what, change, message] of bad)
      it(`refuses a vector ${what}, and stores nothing of its chunk`, async () => {
        await store.beginVideo(videoOf(1));
        const vectors = driftingUnits(random, 3);
        const chunk = chunkOf([...vectors, change(randomUnit(random))]);
        const error = await failureOf(() => store.appendChunk(videoIdOf(1), chunk));
        expect(error).to.have.property("code", "model");
        expect(error.message).to.include("frame 3").and.to.include(message);
        expect(await store.counts()).to.deep.equal({ videos: 1, frames: 0, clips: 0 });
        expect((await store.findVideo(videoIdOf(1)))?.indexedThroughSeconds).to.equal(0);
      });

    it("refuses frames that go back in time, within a chunk and across chunks", async () => {
      await store.beginVideo(videoOf(1));
      const [vector] = driftingUnits(random, 1) as [Float32Array];
      const frames = [2, 1].map((timeSeconds) => ({ timeSeconds, embedding: vector }));
      const chunk = { throughSeconds: 3, frames, clips: [], shots: [] };
      expect((await failureOf(() => store.appendChunk(videoIdOf(1), chunk))).message).to.include(
        "at 1 s after one at 2",
      );
      await store.appendChunk(videoIdOf(1), { ...chunk, frames: frames.slice(0, 1) });
      await failureOf(() => store.appendChunk(videoIdOf(1), { ...chunk, frames: frames.slice(1) }));
      expect((await store.counts()).frames).to.equal(1);
    });

    it("refuses a chunk for a video that was not begun", async () => {
      const error = await failureOf(() => store.appendChunk(videoIdOf(8), chunkOf(driftingUnits(random, 1))));
      expect(error).to.have.property("code", "not-found");
    });

    it("takes a chunk without frames", async () => {
      await store.beginVideo(videoOf(1));
      await store.appendChunk(videoIdOf(1), { throughSeconds: 12, frames: [], clips: [], shots: [] });
      expect((await store.findVideo(videoIdOf(1)))?.indexedThroughSeconds).to.equal(12);
    });
  });

  it("keeps values beside the index", async () => {
    expect(await store.background("calibration")).to.equal(undefined);
    await store.setBackground("calibration", Uint8Array.of(1, 2, 3));
    await store.setBackground("calibration", Uint8Array.of(4, 5));
    await using reader = await openStore({ directory, model, access: "read" });
    expect([...((await reader.background("calibration")) ?? [])]).to.deep.equal([4, 5]);
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

  it("walks over all vectors in blocks", async () => {
    for (let n = 0; n < 70; n += 1) await addVideo(store, n, driftingUnits(random, 2));
    const blocks: VectorBlock[] = [];
    for await (const block of store.blocksOf("frames")) blocks.push(block);
    expect(blocks.map((block) => block.videoId)).to.deep.equal(Array.from({ length: 70 }, (_, n) => videoIdOf(n)));
    expect(blocks.every((block) => block.vectors.length === 2 * model.dimension)).to.equal(true);
  });
});
