import { expect } from "chai";
import { join } from "node:path";
import { backgroundQueries } from "../../../src/query/confidence/backgroundQueries.js";
import { fuseWords } from "../../../src/query/words/fuseWords.js";
import { openSearcher, type Searcher } from "../../../src/query/searcher.js";
import { toWords } from "../../../src/query/words/toWords.js";
import { searchWords } from "../../../src/query/words/searchWords.js";
import { coverageConfidence } from "../../../src/query/words/coverageConfidence.js";
import { openStore, type Store } from "../../../src/store/store.js";
import { createRandom } from "../../../src/core/random.js";
import {
  addVideo,
  captions,
  driftingUnits,
  model,
  randomUnit,
  subtitles,
  temporaryFolder,
} from "../../store/fixtures.js";
import { modelOf, textEncoderOf } from "../../fixtures/modelOf.js";

describe("search by words", () => {
  const folder = temporaryFolder();
  const random = createRandom(3);
  const embedding = randomUnit(random);
  const vision = modelOf(model, {
    text: textEncoderOf(model, async (texts) => texts.map(() => randomUnit(random))),
  });
  let store: Store;
  let searcher: Searcher;
  let film: string;
  let talk: string;

  before(async () => {
    store = await openStore({ directory: folder.path, access: "write", model });
    searcher = openSearcher({ store, model: vision });
    film = await addVideo(store, 1, driftingUnits(random, 40));
    talk = await addVideo(store, 2, driftingUnits(random, 40));
    const line = (startSeconds: number, text: string, confidence = 1) => ({
      startSeconds,
      endSeconds: startSeconds + 3,
      text,
      confidence,
      phrases: [],
    });
    await store.putAnnotation(
      talk,
      subtitles([
        line(0, "welcome to the show"),
        line(10, "photosynthesis happens in the leaves"),
        line(20, "what is it that we do"),
      ]),
    );
    await store.putAnnotation(film, captions([line(5, "a cat in a forest", 0.6)]));
  });
  after(async () => {
    await searcher[Symbol.asyncDispose]();
    await store[Symbol.asyncDispose]();
    folder.remove();
  });

  const ask = (text: string, more = {}) => searcher.searchEmbedding({ embedding, text, top: 5, ...more });

  it("searches the words that are asked for and no others, and nothing else where that is asked", async () => {
    const found = async (text: string, more: object) =>
      (await ask(text, more)).moments.map(({ videoId, sources }) => ({ videoId, sources }));
    expect(await found("photosynthesis in leaves", { sources: ["subtitle"] })).to.deep.equal([
      { videoId: talk, sources: ["subtitle"] },
    ]);
    expect(await found("photosynthesis in leaves", { sources: ["caption", "speech"] })).to.deep.equal([]);
    expect(await found("a cat in a forest", { sources: ["caption"], videoIds: [film] })).to.have.length(1);
    expect(await found("a cat in a forest", { sources: ["caption"], videoIds: [talk] })).to.deep.equal([]);
    const bySight = await found("photosynthesis in leaves", { sources: ["frame", "clip"] });
    expect(bySight.flatMap(({ sources }) => sources)).not.to.include("subtitle");
  });

  it("answers with the subtitle that says it", async () => {
    const { answered, moments } = await ask("photosynthesis in leaves");
    expect(answered).to.equal(true);
    expect(moments[0]).to.deep.include({ videoId: talk, startSeconds: 10, endSeconds: 13 });
    expect(moments[0]?.sources).to.include("subtitle");
    expect(moments[0]?.keyframeSeconds).to.be.within(10, 13);
    expect(moments[0]?.similarity).to.be.within(-1, 1);
  });

  it("does not answer by function words, nor by one word of several", async () => {
    for (const text of ["what is it that we do", "the", "photosynthesis of giant purple bananas"])
      expect(
        (await ask(text)).moments.every(
          ({ confidence, sources }) => confidence < 0.95 || !sources.includes("subtitle"),
        ),
        text,
      ).to.equal(true);
    expect(await searchWords(searcher.index, "what is that?")).to.deep.equal([]);
  });

  it("believes a caption no more than the caption itself was believed", async () => {
    const [hit] = await searchWords(searcher.index, "a cat in the forest");
    expect(hit?.segment.source).to.equal("caption");
    expect(hit?.confidence).to.be.at.most(0.6);
  });

  it("believes words less where unrelated texts find theirs too", async () => {
    const confidenceIn = async (name: string, texts: readonly string[]) => {
      await using other = await openStore({ directory: join(folder.path, name), access: "write", model });
      const segments = [...texts, "a zeppelin"].map((text, n) => ({
        startSeconds: n,
        endSeconds: n + 1,
        text,
        confidence: 1,
        phrases: [],
      }));
      await other.putAnnotation(await addVideo(other, 1, driftingUnits(random, 40)), subtitles(segments));
      await using searching = openSearcher({ store: other, model: vision });
      const [hit] = await searchWords(searching.index, "a zeppelin");
      return { confidence: hit?.confidence ?? 0, background: await searching.index.backgrounds.ofWords() };
    };
    const rare = await confidenceIn("rare", ["good evening", "thank you"]);
    const common = await confidenceIn("common", backgroundQueries.slice(0, 120));
    expect(rare.confidence).to.be.above(0.95);
    expect(common.confidence).to.be.below(rare.confidence - 0.2);
    const { background } = common;
    expect(coverageConfidence(1, background)).to.be.above(coverageConfidence(0.5, background)).and.to.be.below(1);
  });

  it("keeps what unrelated texts find with the index, until what is said has changed", async () => {
    const { backgrounds } = searcher.index;
    const before = await backgrounds.ofWords();
    await backgrounds.keep(store);
    await using reader = await openStore({ directory: folder.path, access: "read" });
    await using reading = openSearcher({ store: reader, model: vision });
    expect(await reading.index.backgrounds.ofWords()).to.deep.equal(before);
    expect(before.segmentCount).to.equal(await store.segmentCount());
    const more = { startSeconds: 30, endSeconds: 31, text: "more", confidence: 1, phrases: [] };
    const heard = { annotator: "words", source: "speech", fingerprint: "words-1" } as const;
    await store.putAnnotation(talk, { ...heard, segments: [more] });
    expect((await reading.index.backgrounds.ofWords()).segmentCount).to.equal(before.segmentCount + 1);
    await using follower = openSearcher({ store: reader, model: vision, followsKept: true });
    expect(await follower.index.backgrounds.ofWords()).to.deep.equal(before);
    await store.putAnnotation(talk, { ...heard, segments: [] });
  });

  it("keeps to the video and the span that are asked for", async () => {
    expect((await ask("photosynthesis", { videoId: film })).moments.map(({ videoId }) => videoId)).not.to.include(talk);
    const within = { startSeconds: 30, endSeconds: 40 };
    for (const { sources } of (await ask("photosynthesis", { within })).moments)
      expect(sources).not.to.include("subtitle");
  });

  it("gives what embeddings alone give where there are no words", async () => {
    const { moments } = await searcher.searchEmbedding({ embedding, top: 5 });
    for (const { sources } of moments) for (const source of sources) expect(["frame", "clip"]).to.include(source);
  });

  it("puts first what both found, and what is sure before that", async () => {
    const seen = [0, 10, 20].map((startSeconds, n) => ({
      videoId: talk,
      path: "/videos/2.mp4",
      startSeconds,
      endSeconds: startSeconds + 3,
      keyframeSeconds: startSeconds,
      similarity: 0.3 - n / 100,
      sources: ["frame" as const],
      confidence: 0.5 - n / 100,
    }));
    const hits = await searchWords(searcher.index, "photosynthesis in leaves");
    const [both, ...others] = await fuseWords(searcher.index.videos, embedding, seen, hits, 0.95);
    expect(both).to.deep.include({ startSeconds: 10, sources: ["frame", "subtitle"] });
    expect(others.map(({ startSeconds }) => startSeconds)).to.deep.equal([0, 20]);
  });

  it("takes the words that mean something, each once", () => {
    expect(toWords("The dog's dog and THE Café, a dog")).to.deep.equal(["dog's", "dog", "café"]);
    expect(toWords("海滩上的狗 Tokyo吧")).to.have.members(["tokyo", "海滩", "狗"]);
    expect(toWords("바다에서 노는 개")).to.deep.equal(["바다", "노는", "개"]);
    expect(toWords("ไปทะเลกัน")).to.include("ทะเล");
    expect(toWords("我")).to.deep.equal(["我"]);
    expect(toWords("Cafe\u0301 हिन्दी")).to.deep.equal(["café", "हिन्दी"]);
    expect(toWords('"DROP" (table) OR* -x^2')).to.deep.equal(["drop", "table", "or*", "x", "2"]);
  });
});
