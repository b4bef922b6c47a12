import { expect } from "chai";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { createRandom } from "../../src/core/random.js";
import { openQueue } from "../../src/app/queue.js";
import {
  generationFolderOf,
  holdWriting,
  previousModelOf,
  removeGenerations,
  switchGeneration,
} from "../../src/store/generations/generations.js";
import { openStore } from "../../src/store/store.js";
import { verifyStore } from "../../src/store/verify.js";
import {
  addVideo,
  captions,
  driftingUnits,
  failureOf,
  model,
  randomUnit,
  subtitles,
  temporaryFolder,
  videoIdOf,
} from "./fixtures.js";

const next = { id: "test/next", hash: "d4e5f6".repeat(10), dimension: 24 };
const words = { startSeconds: 1, endSeconds: 2, confidence: 1, phrases: [] };

describe("an index that gets another model", () => {
  const random = createRandom(23);
  let folder: ReturnType<typeof temporaryFolder>;
  let directory: string;

  const write = async (at: string, of: typeof model, numbers: readonly number[], frames: number) => {
    await using store = await openStore({ directory: at, model: of, access: "write" });
    for (const n of numbers) await addVideo(store, n, driftingUnits(random, frames, of.dimension));
  };
  const switchTo = async (from: typeof model, to: typeof model) => {
    const { signal } = new AbortController();
    using _ = await holdWriting(directory, { maxWaitMs: 0, onWait: () => {}, signal });
    await switchGeneration(directory, from, to, "its file was gone");
  };
  const read = () => openStore({ directory, access: "read" });

  beforeEach(async () => {
    folder = temporaryFolder();
    directory = join(folder.path, "index");
    await write(directory, model, [1, 2, 3], 30);
    await using store = await openStore({ directory, access: "write" });
    await store.putAnnotation(videoIdOf(1), subtitles([{ ...words, text: "mind the gap" }]));
    await store.putAnnotation(videoIdOf(2), captions([{ ...words, text: "a dog" }]));
    await store.setBackground("kept", Uint8Array.of(1));
  });
  afterEach(() => folder.remove());

  it("has the vectors that the next one made, and all that is known besides", async () => {
    await using queue = openQueue(directory);
    await queue.add([{ kind: "index", path: "/videos/9.mp4", pipeline: "archive", source: "path" }]);
    await write(generationFolderOf(directory, next), next, [1, 2, 3, 7], 20);
    await switchTo(model, next);
    await using store = await read();
    expect(store.model).to.deep.equal(next);
    expect(await store.counts()).to.deep.equal({ videos: 3, frames: 60, clips: 3 });
    expect(await store.searchFrames(randomUnit(random, next.dimension), 99)).to.have.length(60);
    expect((await store.searchSegments(["gap"], 5)).map(({ videoId }) => videoId)).to.deep.equal([videoIdOf(1)]);
    expect((await store.segmentsOf(videoIdOf(2))).map(({ text }) => text)).to.deep.equal(["a dog"]);
    expect(await store.background("kept"), "what the other model reached").to.equal(undefined);
    expect((await queue.counts()).queued).to.equal(1);
    expect((await verifyStore(directory, { deep: true })).ok).to.equal(true);
    expect(previousModelOf(directory)).to.deep.equal({ id: model.id, hash: model.hash });
    expect(existsSync(generationFolderOf(directory, next))).to.equal(false);
  });

  it("keeps what was measured over videos, and what searches of the index are told, there and back", async () => {
    const curve = { timesSeconds: [0, 1.5], values: [2, 0.25] };
    {
      await using store = await openStore({ directory, access: "write" });
      await store.putAnnotation(videoIdOf(1), { ...captions([]), annotator: "surprise", curve });
      await store.setBackground("search/rerank", Uint8Array.of(2));
    }
    await write(generationFolderOf(directory, next), next, [1, 2, 3], 20);
    for (const [from, to] of [
      [model, next],
      [next, model],
    ] as const) {
      await switchTo(from, to);
      await using store = await read();
      expect(await store.curveOf(videoIdOf(1), "surprise")).to.deep.equal(curve);
      expect([...((await store.background("search/rerank")) ?? [])]).to.deep.equal([2]);
    }
  });

  it("goes back, and forth again, to the very vectors that it had", async () => {
    const query = randomUnit(random);
    const searched = async () => {
      await using store = await read();
      return (await store.searchFrames(query, 12)).map(({ videoId, timeSeconds, similarity }) => [
        videoId,
        timeSeconds,
        similarity,
      ]);
    };
    const before = await searched();
    await write(generationFolderOf(directory, next), next, [1, 2, 3], 20);
    await switchTo(model, next);
    await switchTo(next, model);
    expect(await searched()).to.deep.equal(before);
    expect(previousModelOf(directory)?.id).to.equal(next.id);
    await switchTo(model, next);
    await using store = await read();
    expect((await store.counts()).frames).to.equal(60);
  });

  it("tells readers that are open, and gives no vector an id that another had", async () => {
    await using reader = await read();
    const ids = async (one: typeof reader, dimension: number) =>
      (await one.searchFrames(randomUnit(random, dimension), 999)).map(({ frameId }) => frameId);
    const before = await ids(reader, model.dimension);
    const revision = await reader.revision();
    await write(generationFolderOf(directory, next), next, [1, 2, 3], 20);
    await switchTo(model, next);
    expect(await reader.modelNow()).to.deep.equal(next);
    expect(await reader.revision()).to.not.equal(revision);
    await using store = await read();
    expect((await ids(store, next.dimension)).some((id) => before.includes(id))).to.equal(false);
    await using writer = await openStore({ directory, model: next, access: "write" });
    await addVideo(writer, 4, driftingUnits(random, 5, next.dimension));
    expect(await ids(store, next.dimension)).to.have.length(65);
  });

  it("keeps a video that the next one has not finished, with its words, to be indexed again", async () => {
    await write(generationFolderOf(directory, next), next, [2, 3], 20);
    await switchTo(model, next);
    await using store = await openStore({ directory, access: "write" });
    const video = await store.findVideo(videoIdOf(1));
    expect(video).to.include({ state: "indexing", frameCount: 0, indexedThroughSeconds: 0 });
    expect(video?.problems).to.deep.equal(["its file was gone"]);
    expect(await store.searchSegments(["gap"], 5)).to.have.length(1);
    await addVideo(store, 1, driftingUnits(random, 20, next.dimension));
    expect(await store.findVideo(videoIdOf(1))).to.include({ state: "complete", frameCount: 20 });
    expect(await store.searchSegments(["gap"], 5)).to.have.length(1);
  });

  it("is as it was where the switch fails", async () => {
    await write(generationFolderOf(directory, next), next, [1], 20);
    const failure = await failureOf(() => switchGeneration(directory, model, { ...next, hash: "0".repeat(60) }, ""));
    expect(failure).to.include({ code: "not-found" });
    await using store = await read();
    expect(store.model).to.deep.equal(model);
    expect(await store.counts()).to.include({ frames: 90 });
    expect(previousModelOf(directory)).to.equal(undefined);
  });

  it("lets go of what lies beside it, but not while somebody encodes there", async () => {
    await write(generationFolderOf(directory, next), next, [1], 20);
    expect(removeGenerations(directory, [next])).to.equal(false);
    {
      await using _ = await openStore({ directory: generationFolderOf(directory, next), access: "write" });
      expect(await failureOf(async () => removeGenerations(directory, []))).to.include({ code: "environment" });
    }
    expect(removeGenerations(directory, [])).to.equal(true);
    expect(readdirSync(directory)).to.not.include("generations");
  });

  it("waits for who writes to it, and says so, but not for ever", async () => {
    await using _ = await openStore({ directory, access: "write" });
    let waited = 0;
    const { signal } = new AbortController();
    const failure = await failureOf(() =>
      holdWriting(directory, { maxWaitMs: 300, onWait: () => (waited += 1), signal }),
    );
    expect(failure).to.include({ code: "environment" });
    expect(waited).to.equal(1);
  });
});
