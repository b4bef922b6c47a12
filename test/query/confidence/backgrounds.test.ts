import { expect } from "chai";
import { dotRow, toUnit, type Embedding } from "../../../src/core/vectors.js";
import { confidenceOf, type Background } from "../../../src/query/confidence/background.js";
import { openSearcher, type Searcher } from "../../../src/query/searcher.js";
import { openStore, type Store, type StoreReader } from "../../../src/store/store.js";
import { createRandom } from "../../../src/core/random.js";
import { model as identity, randomUnit, temporaryFolder, videoIdOf, videoOf } from "../../store/fixtures.js";
import { modelOf, textEncoderOf } from "../../fixtures/modelOf.js";

const videoCount = 12;
const framesOfEach = 30;

/** Texts lie in all directions, pictures about one that they share. */
function createDraw(seed: number, common: number): () => Embedding {
  const random = createRandom(seed);
  return () => {
    const vector = randomUnit(random);
    vector[0] = (vector[0] as number) + common;
    return toUnit(vector);
  };
}

describe("the backgrounds of a searcher", () => {
  const folder = temporaryFolder();
  const nextText = createDraw(5, 0);
  const nextPicture = createDraw(17, 1);
  let textsEncoded = 0;
  let store: Store;
  let searcher: Searcher;
  const known = new Map<string, Embedding>();
  const encode = (text: string): Embedding => {
    textsEncoded += 1;
    const embedding = known.get(text) ?? nextText();
    known.set(text, embedding);
    return embedding;
  };
  const model = modelOf(identity, {
    text: textEncoderOf(identity, async (texts) => texts.map(encode)),
  });

  before(async () => {
    store = await openStore({ directory: folder.path, model: identity, access: "write" });
    searcher = openSearcher({ store, model });
    for (let n = 1; n <= videoCount; n += 1) {
      const video = videoOf(n);
      await store.beginVideo(video);
      await store.appendChunk(video.videoId, {
        throughSeconds: 60,
        frames: Array.from({ length: framesOfEach }, (_, s) => ({ timeSeconds: 2 * s, embedding: nextPicture() })),
        clips: [],
        shots: Array.from({ length: framesOfEach }, (_, s) => ({ startSeconds: 2 * s, endSeconds: 2 * s + 2 })),
      });
      await store.finishVideo(video.videoId, { state: "complete" });
    }
  });
  after(async () => {
    await searcher[Symbol.asyncDispose]();
    await store[Symbol.asyncDispose]();
    folder.remove();
  });

  /** Share of fresh queries that are answered at the usual false-alarm rate. */
  async function answeredShare(next: () => Embedding, kind: "text" | "picture", videoId?: string): Promise<number> {
    let answered = 0;
    for (let n = 0; n < 200; n += 1) {
      const scope = videoId === undefined ? {} : { videoId };
      if ((await searcher.searchEmbedding({ embedding: next(), kind, top: 1, ...scope })).answered) answered += 1;
    }
    return answered / 200;
  }

  it("keeps unrelated texts and unrelated pictures to about the false-alarm rate", async () => {
    expect(await answeredShare(createDraw(101, 0), "text"), "text").to.be.at.most(0.1);
    expect(await answeredShare(createDraw(1002, 1), "picture"), "picture").to.be.at.most(0.1);
    const [text, picture] = await Promise.all(
      (["text", "picture"] as const).map((kind) => searcher.index.backgrounds.ofSingle({ kind })),
    );
    if (!text || !picture) throw new Error("a background is missing");
    expect(confidenceOf(picture.mean, text), "half of the unrelated pictures, judged as texts").to.be.above(0.95);
  });

  it("keeps them there within one video, where less similarity is needed than in the whole index", async () => {
    const videoId = videoIdOf(3);
    expect(await answeredShare(createDraw(1004, 0), "text", videoId)).to.be.at.most(0.1);
    const [ofIndex, ofVideo] = [
      await searcher.index.backgrounds.ofSingle(),
      await searcher.index.backgrounds.ofSingle({ videoId }),
    ];
    expect((ofVideo as Background).mean).to.be.below((ofIndex as Background).mean);
  });

  it("keeps them there where clips alone are searched, which reach further than clips and frames together", async () => {
    const apart = temporaryFolder();
    const mixed = await openStore({ directory: apart.path, model: identity, access: "write" });
    const looking = openSearcher({ store: mixed, model });
    const next = createDraw(29, 1);
    for (let n = 1; n <= 20; n += 1) {
      await mixed.beginVideo(videoOf(n));
      await mixed.appendChunk(videoIdOf(n), {
        throughSeconds: 60,
        frames: Array.from({ length: 30 }, (_, s) => ({ timeSeconds: 2 * s, embedding: next() })),
        clips: Array.from({ length: 6 }, (_, s) => {
          return { startSeconds: 10 * s, endSeconds: 10 * s + 10, keyframeSeconds: 10 * s, embedding: next() };
        }),
        shots: Array.from({ length: 6 }, (_, s) => ({ startSeconds: 10 * s, endSeconds: 10 * s + 10 })),
      });
      await mixed.finishVideo(videoIdOf(n), { state: "complete" });
    }
    const draw = createDraw(1006, 0);
    let answered = 0;
    for (let n = 0; n < 100; n += 1)
      if ((await looking.searchEmbedding({ embedding: draw(), top: 1, sources: ["clip"] })).answered) answered += 1;
    expect(answered).to.be.at.most(10);
    const { backgrounds } = looking.index;
    const ofBoth = await backgrounds.ofSingle();
    expect((await backgrounds.ofSingle({ only: "clips" }))?.mean).to.be.above(ofBoth?.mean ?? 1);
    await looking[Symbol.asyncDispose]();
    await mixed[Symbol.asyncDispose]();
    apart.remove();
  });

  it("keeps them there among the single frames of a video, and is sure of one that is there", async () => {
    const videoId = videoIdOf(3);
    const background = (await searcher.index.backgrounds.ofFrames(videoId)) as Background;
    const { embeddings } = await store.framesOf(videoId);
    const confidenceIn = (text: Embedding) => {
      const similarities = Array.from({ length: framesOfEach }, (_, row) => dotRow(embeddings, row, text));
      return confidenceOf(Math.max(...similarities), background);
    };
    const next = createDraw(1005, 0);
    const answered = Array.from({ length: 200 }, next).filter((text) => confidenceIn(text) >= 0.95).length;
    expect(answered / 200).to.be.at.most(0.1);
    expect(confidenceIn(embeddings.slice(0, identity.dimension))).to.be.above(0.99);
    expect(await searcher.index.backgrounds.ofFrames(videoIdOf(videoCount + 1))).to.equal(undefined);
  });

  it("is sure of a picture that is there", async () => {
    const { embeddings } = await store.framesOf(videoIdOf(4));
    const answer = await searcher.searchEmbedding({
      embedding: embeddings.slice(0, identity.dimension),
      kind: "picture",
      top: 1,
    });
    expect(answer.answered).to.equal(true);
    expect(answer.moments[0]?.videoId).to.equal(videoIdOf(4));
  });

  it("is read from the index once it is kept there", async () => {
    await searcher.refresh(store);
    const before = textsEncoded;
    await using reader = await openStore({ directory: folder.path, access: "read" });
    await using reading = openSearcher({ store: reader, model });
    for (const videoId of [undefined, videoIdOf(1)]) {
      const kept = await reading.index.backgrounds.ofSingle({ videoId });
      expect(kept).to.deep.equal(await searcher.index.backgrounds.ofSingle({ videoId }));
    }
    expect(textsEncoded).to.equal(before);
  });

  it("is the same measured with others, where no text is searched for twice, and alone", async () => {
    const asked = new Map<Embedding, Map<number, number>>();
    const watched: StoreReader = {
      ...store,
      background: async (key) => (key.startsWith("cohort/") ? store.background(key) : undefined),
      searchFrames: async (embedding, count, filter) => {
        const times = asked.get(embedding) ?? new Map<number, number>();
        asked.set(embedding, times.set(count, (times.get(count) ?? 0) + 1));
        return store.searchFrames(embedding, count, filter);
      },
    };
    const kept = new Map<string, string>();
    const into: Store = {
      ...store,
      setBackground: async (key, value) => void kept.set(key, Buffer.from(value).toString()),
    };
    await using together = openSearcher({ store: watched, model });
    await together.refresh(into);
    const times = [...asked.values()].flatMap((ofText) => [...ofText.values()]);
    expect(times).to.have.length.above(100);
    expect(Math.max(...times)).to.equal(1);
    for (const joint of ["then", "while", "and"] as const) {
      await using alone = openSearcher({ store: watched, model });
      const background = await alone.index.backgrounds.ofShape({ joint, count: 2 });
      expect(JSON.parse(kept.get(`${joint}-2/6`) ?? "{}"), joint).to.have.deep.property("background", background);
    }
  });

  it("is not measured again where an earlier run has found that nothing can be said", async () => {
    const still = temporaryFolder();
    {
      await using one = await openStore({ directory: still.path, model: identity, access: "write" });
      const video = videoOf(1);
      await one.beginVideo(video);
      await one.appendChunk(video.videoId, {
        throughSeconds: 1,
        frames: [{ timeSeconds: 0, embedding: nextPicture() }], // no query of two steps finds two places in it
        clips: [],
        shots: [{ startSeconds: 0, endSeconds: 1 }],
      });
      await one.finishVideo(video.videoId, { state: "complete" });
      await using measuring = openSearcher({ store: one, model });
      await measuring.refresh(one);
    }
    {
      await using again = await openStore({ directory: still.path, model: identity, access: "write" });
      let searches = 0;
      const watched: Store = {
        ...again,
        searchFrames: (...query) => ((searches += 1), again.searchFrames(...query)),
      };
      await using watching = openSearcher({ store: watched, model });
      await watching.refresh(watched);
      expect(searches).to.equal(0);
      expect(await watching.index.backgrounds.ofSingle({ kind: "picture" })).to.equal(undefined);
    }
    still.remove();
  });

  it("is measured once for all who ask meanwhile, and by one who follows not again while the index grows", async () => {
    await using reader = await openStore({ directory: folder.path, access: "read" });
    await using other = await openStore({ directory: folder.path, access: "read" });
    const searches = { reader: 0, follower: 0 };
    const watch = (opened: StoreReader, name: keyof typeof searches): StoreReader => ({
      ...opened,
      searchFrames: (...query) => ((searches[name] += 1), opened.searchFrames(...query)),
    });
    await using watched = openSearcher({ store: watch(reader, "reader"), model });
    await using follower = openSearcher({ store: watch(other, "follower"), model, followsKept: true });
    const shape = { joint: "while", count: 3 } as const;
    await store.beginVideo(videoOf(90));
    await store.appendChunk(videoIdOf(90), {
      throughSeconds: 60,
      frames: Array.from({ length: 100 }, (_, s) => ({ timeSeconds: s, embedding: nextPicture() })),
      clips: [],
      shots: [],
    });
    const kept = await follower.index.backgrounds.ofShape(shape);
    expect(kept?.queryCount).to.be.above(0);
    expect(searches.follower).to.equal(0);
    const [one, same] = await Promise.all([1, 2].map(() => watched.index.backgrounds.ofShape(shape)));
    expect(same).to.equal(one);
    const once = searches.reader;
    expect(once).to.be.above(0);
    expect(await watched.index.backgrounds.ofShape(shape)).to.equal(one);
    expect(searches.reader).to.equal(once);
    await store.removeVideo(videoIdOf(90));
  });

  it("says nothing about an empty index, or a video that is not there", async () => {
    const empty = temporaryFolder();
    {
      await using none = await openStore({ directory: empty.path, model: identity, access: "write" });
      await using searching = openSearcher({ store: none, model });
      const { backgrounds } = searching.index;
      expect(await backgrounds.ofSingle()).to.equal(undefined);
      expect(await backgrounds.ofSingle({ kind: "picture" })).to.equal(undefined);
      expect(await backgrounds.ofSingle({ videoId: videoIdOf(1) })).to.equal(undefined);
      expect(await searching.searchEmbedding({ embedding: nextText(), top: 3 })).to.deep.equal({
        answered: false,
        foundFrom: 0.95,
        moments: [],
      });
    }
    empty.remove();
  });
});
