import { expect } from "chai";
import { createKeptVideos } from "../../../src/query/moments/keptVideos.js";
import { searchMoments } from "../../../src/query/moments/searchMoments.js";
import type { SearchedIndex } from "../../../src/query/searchedIndex.js";
import { openStore, type Store } from "../../../src/store/store.js";
import { toUnit } from "../../../src/core/vectors.js";
import { model, temporaryFolder, videoIdOf, videoOf } from "../../store/fixtures.js";

/** A unit vector that has cosine `similarity` with the query, which is the first axis. */
function at(similarity: number, axis = 1): Float32Array {
  const vector = new Float32Array(model.dimension);
  vector[0] = similarity;
  vector[axis] = Math.sqrt(1 - similarity * similarity);
  return toUnit(vector);
}

const query = at(1);

describe("searchMoments", () => {
  const folder = temporaryFolder();
  let store: Store;
  let index: Pick<SearchedIndex, "store" | "videos">;

  /** Puts a 60 s video whose frames, one a second, have the similarities that `similarityAt` gives. */
  async function put(
    n: number,
    similarityAt: (second: number) => number,
    cutsSeconds: readonly number[] = [],
  ): Promise<string> {
    const video = videoOf(n);
    const borders = [0, ...cutsSeconds, 60];
    await store.beginVideo(video);
    await store.appendChunk(video.videoId, {
      throughSeconds: 60,
      frames: Array.from({ length: 60 }, (_, s) => ({ timeSeconds: s, embedding: at(similarityAt(s), 1 + (n % 10)) })),
      clips: [],
      shots: borders.slice(1).map((end, k) => ({ startSeconds: borders[k] as number, endSeconds: end })),
    });
    await store.finishVideo(video.videoId, { state: "complete" });
    return video.videoId;
  }

  before(async () => {
    store = await openStore({ directory: folder.path, model, access: "write" });
    index = { store, videos: createKeptVideos(store) };
    await put(1, (s) => (s >= 20 && s < 30 ? 0.6 : 0.1), [20, 30]);
    await put(2, (s) => ((s >= 5 && s < 10) || (s >= 40 && s < 45) ? 0.5 : 0.1), [5, 10, 40, 45]);
    await put(3, () => 0.2);
  });
  after(async () => {
    await store[Symbol.asyncDispose]();
    folder.remove();
  });

  it("finds the span, to the cut, and its best frame", async () => {
    const [best] = await searchMoments(index, { embedding: query, top: 1 });
    expect(best?.videoId).to.equal(videoIdOf(1));
    expect(best?.startSeconds).to.equal(20);
    expect(best?.endSeconds).to.equal(30);
    expect(best?.keyframeSeconds).to.be.within(20, 29);
    expect(best?.similarity).to.be.closeTo(0.57, 0.01); // 0.6, less a little for what is around
  });

  it("begins with the first picture where that comes after the sound", async () => {
    const video = videoOf(5);
    await store.beginVideo(video);
    await store.appendChunk(video.videoId, {
      throughSeconds: 60,
      frames: Array.from({ length: 57 }, (_, n) => ({ timeSeconds: 3 + n, embedding: at(0.55) })),
      clips: [],
      shots: [{ startSeconds: 3, endSeconds: 60 }],
    });
    await store.finishVideo(video.videoId, { state: "complete" });
    const [best] = await searchMoments(index, { embedding: query, top: 1, videoId: video.videoId });
    expect(best).to.include({ startSeconds: 3, endSeconds: 60 });
    const before = { startSeconds: 0, endSeconds: 2 };
    expect(await searchMoments(index, { embedding: query, top: 1, videoId: video.videoId, within: before })).to.be
      .empty;
    await store.removeVideo(video.videoId);
  });

  it("gives several moments of one video", async () => {
    const moments = await searchMoments(index, { embedding: query, top: 3, videoId: videoIdOf(2) });
    const starts = moments.map((moment) => moment.startSeconds);
    expect(starts).to.have.members([5, 40]);
  });

  it("shows each video before it shows one twice, where they match about as well", async () => {
    await put(4, (s) => (s >= 50 ? 0.5 : 0.1), [50]);
    const moments = await searchMoments(index, { embedding: query, top: 4 });
    expect(moments.slice(0, 3).map((moment) => moment.videoId)).to.have.members([1, 2, 4].map(videoIdOf));
    await store.removeVideo(videoIdOf(4));
  });

  it("orders by similarity, best first, and stops at `top`", async () => {
    const moments = await searchMoments(index, { embedding: query, top: 2 });
    expect(moments).to.have.length(2);
    expect(moments[0]?.similarity).to.be.at.least(moments[1]?.similarity ?? 1);
  });

  it("is not drawn, within one video, to what is near to every text", async () => {
    const video = videoOf(5);
    const vectorOf = (values: Readonly<Record<number, number>>) =>
      Float32Array.from({ length: model.dimension }, (_, n) => values[n] ?? 0);
    const [other, nearToAll, rightOne] = [{ 1: 1 }, { 0: 0.5, 5: 0.87 }, { 0: 0.45, 7: 0.89 }].map(vectorOf);
    const seenAt = (second: number) => (second < 20 ? other : second < 40 ? nearToAll : rightOne) as Float32Array;
    await store.beginVideo(video);
    await store.appendChunk(video.videoId, {
      throughSeconds: 60,
      frames: Array.from({ length: 60 }, (_, s) => ({ timeSeconds: s, embedding: toUnit(seenAt(s)) })),
      clips: [],
      shots: [0, 20, 40].map((startSeconds) => ({ startSeconds, endSeconds: startSeconds + 20 })),
    });
    await store.finishVideo(video.videoId, { state: "complete" });
    const scope = { embedding: query, top: 1, videoId: video.videoId };
    expect((await searchMoments(index, scope))[0]?.keyframeSeconds).to.be.within(20, 39);
    const [best] = await searchMoments(index, { ...scope, usual: vectorOf({ 0: 0.3, 5: 0.3 }) });
    expect(best).to.include({ startSeconds: 40, endSeconds: 60 });
    expect(best?.similarity).to.be.within(0.3, 0.6);
    await store.removeVideo(video.videoId);
  });

  it("goes by frames alone for when it is in one video, as a clip is as long as what is looked for", async () => {
    const video = videoOf(8);
    await store.beginVideo(video);
    const clipAt = (startSeconds: number, similarity: number) => ({
      startSeconds,
      endSeconds: startSeconds + 20,
      keyframeSeconds: startSeconds + 10,
      embedding: at(similarity),
    });
    await store.appendChunk(video.videoId, {
      throughSeconds: 60,
      frames: Array.from({ length: 60 }, (_, s) => ({ timeSeconds: s, embedding: at(s >= 20 && s < 40 ? 0.5 : 0.4) })),
      clips: [clipAt(0, 0.1), clipAt(20, 0.1), clipAt(40, 0.9)],
      shots: [0, 20, 40].map((start) => ({ startSeconds: start, endSeconds: start + 20 })),
    });
    await store.finishVideo(video.videoId, { state: "complete" });
    const scope = { embedding: query, top: 1, videoId: video.videoId };
    const [best] = await searchMoments(index, { ...scope, usual: new Float32Array(model.dimension) });
    expect(best).to.include({ startSeconds: 20, endSeconds: 40 });
    await store.removeVideo(video.videoId);
  });

  it("stays within a span when asked to", async () => {
    const within = { startSeconds: 30, endSeconds: 60 };
    const [best] = await searchMoments(index, { embedding: query, top: 1, within });
    expect(best?.videoId).to.equal(videoIdOf(2));
    expect(best?.startSeconds).to.equal(40);
  });

  it("gives a video without variation as one moment", async () => {
    const moments = await searchMoments(index, { embedding: query, top: 5, videoId: videoIdOf(3) });
    expect(moments).to.have.length(1);
    expect(moments[0]).to.include({ startSeconds: 0, endSeconds: 60 });
  });

  it("looks among some videos only, however many others are better", async () => {
    const others = Array.from({ length: 40 }, (_, n) => 100 + n);
    for (const n of others) await put(n, () => 0.8);
    const ofThese = async (...numbers: number[]) => {
      const found = await searchMoments(index, { embedding: query, top: 3, videoIds: numbers.map(videoIdOf) });
      return new Set(found.map(({ videoId }) => videoId));
    };
    expect(await ofThese(1, 3)).to.deep.equal(new Set([1, 3].map(videoIdOf)));
    expect(await ofThese(3, 999)).to.deep.equal(new Set([videoIdOf(3)]));
    expect(await ofThese()).to.deep.equal(new Set());
    for (const n of others) await store.removeVideo(videoIdOf(n));
  });

  it("goes by frames alone, or by clips alone, when asked to", async () => {
    const video = videoOf(6);
    await store.beginVideo(video);
    await store.appendChunk(video.videoId, {
      throughSeconds: 20,
      frames: Array.from({ length: 20 }, (_, s) => ({ timeSeconds: s, embedding: at(s < 10 ? 0.9 : 0.1, 7) })),
      clips: [
        { startSeconds: 0, endSeconds: 10, keyframeSeconds: 5, embedding: at(0.1, 7) },
        { startSeconds: 10, endSeconds: 20, keyframeSeconds: 15, embedding: at(0.95, 7) },
      ],
      shots: [0, 10].map((startSeconds) => ({ startSeconds, endSeconds: startSeconds + 10 })),
    });
    await store.finishVideo(video.videoId, { state: "complete" });
    const by = async (source: "frame" | "clip", scope: object = {}) => {
      const [best] = await searchMoments(index, { embedding: query, top: 1, sources: [source, "speech"], ...scope });
      return best && { start: best.startSeconds, sources: best.sources, videoId: best.videoId };
    };
    for (const scope of [{}, { videoId: video.videoId }, { within: { startSeconds: 0, endSeconds: 60 } }]) {
      expect(await by("frame", scope)).to.deep.equal({ start: 0, sources: ["frame"], videoId: video.videoId });
      expect(await by("clip", scope)).to.deep.equal({ start: 10, sources: ["clip"], videoId: video.videoId });
    }
    expect(await by("clip", { videoId: videoIdOf(1) }), "it has no clips").to.equal(undefined);
    await store.removeVideo(video.videoId);
  });

  it("says whether frames or clips matched", async () => {
    const video = videoOf(5);
    await store.beginVideo(video);
    await store.appendChunk(video.videoId, {
      throughSeconds: 10,
      frames: [{ timeSeconds: 1, embedding: at(0.1) }],
      clips: [{ startSeconds: 0, endSeconds: 10, keyframeSeconds: 1, embedding: at(0.9) }],
      shots: [{ startSeconds: 0, endSeconds: 10 }],
    });
    await store.finishVideo(video.videoId, { state: "complete" });
    const moments = await searchMoments(index, { embedding: query, top: 10 });
    expect(moments.find((moment) => moment.videoId === video.videoId)?.sources).to.deep.equal(["clip"]);
    expect(moments.find((moment) => moment.videoId === videoIdOf(1))?.sources).to.deep.equal(["frame"]);
    await store.removeVideo(video.videoId);
  });
});
