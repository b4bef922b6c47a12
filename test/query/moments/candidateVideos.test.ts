import { expect } from "chai";
import { candidateVideos } from "../../../src/query/moments/candidateVideos.js";
import { rankOf } from "../../../src/query/moments/ranking.js";
import type { StoreReader } from "../../../src/store/store.js";

/** A store that finds, for an embedding of one number, the hits listed under it. */
function findingStore(hits: Readonly<Record<number, readonly (readonly [videoId: string, similarity: number])[]>>) {
  const asked: { kind: "frames" | "clips"; count: number }[] = [];
  const store = {
    async searchFrames([query = 0]: Float32Array, count: number) {
      asked.push({ kind: "frames", count });
      return (hits[query] ?? []).map(([videoId, similarity], timeSeconds) => ({ videoId, similarity, timeSeconds }));
    },
    async searchClips(_: Float32Array, count: number) {
      asked.push({ kind: "clips", count });
      return [{ videoId: "clipped", similarity: 0.1, keyframeSeconds: 40 }];
    },
  } as unknown as StoreReader;
  return { store, asked };
}

const embeddingsOf = (...queries: readonly number[]) => queries.map((query) => Float32Array.of(query));
const limits = { top: 1, framesPerClip: 1, maxVideos: 10 };

describe("candidateVideos", () => {
  it("ranks by the sum of the best hits, a video without one getting the worst", async () => {
    const { store } = findingStore({
      1: [
        ["both", 0.5],
        ["first", 0.75],
        ["both", 0.25],
      ],
      2: [
        ["second", 0.625],
        ["both", 0.5],
      ],
    });
    const found = await candidateVideos(store, embeddingsOf(1, 2), limits);
    expect(found.map(({ videoId }) => videoId)).to.deep.equal(["both", "first", "second", "clipped"]);
    expect(found[0]?.similarity).to.equal(1);
    expect(found[1]?.similarity).to.be.closeTo(0.75 + 0.1, 1e-12);
    expect(found[2]?.similarity).to.be.closeTo(0.625 + 0.1, 1e-12);
  });

  it("tells where each was hit, by frames and by clips", async () => {
    const { store } = findingStore({
      1: [
        ["a", 0.5],
        ["clipped", 0.4],
      ],
    });
    const found = await candidateVideos(store, embeddingsOf(1), limits);
    expect(found.map(({ hitSeconds }) => hitSeconds)).to.deep.equal([[0], [1, 40]]);
  });

  it("takes hits beside a span for what may be seen in it", async () => {
    const spans: unknown[] = [];
    const { store } = findingStore({ 1: [["a", 0.5]] });
    const watched: StoreReader = {
      ...store,
      async searchFrames(embedding, count, filter) {
        spans.push(filter?.span);
        return store.searchFrames(embedding, count, filter);
      },
    };
    await candidateVideos(watched, embeddingsOf(1), { ...limits, within: { startSeconds: 103, endSeconds: 106 } });
    expect(spans).to.deep.equal([{ startSeconds: 93, endSeconds: 116 }]);
  });

  it("looks at more hits where more moments are wanted, at fewer clips, and gives so many videos", async () => {
    const { store, asked } = findingStore({ 1: [["a", 0.5]] });
    expect(await candidateVideos(store, embeddingsOf(1), { top: 1, framesPerClip: 4, maxVideos: 1 })).to.have.length(1);
    await candidateVideos(store, embeddingsOf(1), { top: 10, framesPerClip: 4, maxVideos: 1 });
    expect(asked.map(({ count }) => count)).to.deep.equal([64, 16, 160, 40]);
  });
});

describe("rankOf", () => {
  it("puts a video that has not been shown before an equally similar moment of one that has", () => {
    expect(rankOf(0.5, 0)).to.equal(0.5);
    expect(rankOf(0.5, 1)).to.be.below(0.495).and.above(0.48);
    expect(rankOf(0.5, 2)).to.be.below(rankOf(0.5, 1));
  });
});
