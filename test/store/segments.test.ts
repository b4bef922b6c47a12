import { openSqlite } from "../../src/core/sqlite.js";
import { createRandom } from "../../src/core/random.js";
import { expect } from "chai";
import { join } from "node:path";
import { formatVersion } from "../../src/store/catalog/sqlite/catalogFile.js";
import { openStore, type NewSegment, type Store } from "../../src/store/store.js";
import { verifyStore } from "../../src/store/verify.js";
import { segmentSources } from "../../src/store/catalog/segmentSource.js";
import {
  addVideo,
  captions,
  driftingUnits,
  failureOf,
  model,
  subtitles,
  temporaryFolder,
  videoIdOf,
  videoOf,
} from "./fixtures.js";

const said = (startSeconds: number, text: string, confidence = 0.9): NewSegment => ({
  startSeconds,
  endSeconds: startSeconds + 2,
  text,
  confidence,
  phrases: [{ text, kind: "subjects", similarity: 0.3, confidence, keyframesSeconds: [startSeconds + 0.5] }],
});

describe("segments in the store", () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let store: Store;
  const vectors = () => driftingUnits(createRandom(1), 10);

  beforeEach(async () => {
    folder = temporaryFolder();
    store = await openStore({ directory: folder.path, access: "write", model });
  });
  afterEach(async () => {
    await store[Symbol.asyncDispose]();
    folder.remove();
  });

  const hits = async (...words: string[]) => (await store.searchSegments(words, 10)).map(({ text }) => text);
  const isSound = async () => (await verifyStore(folder.path, { deep: true })).ok;

  it("are read as they were stored, in time order, with what said them", async () => {
    const id = await addVideo(store, 1, vectors());
    expect(await store.putAnnotation(id, captions([said(4, "a cat"), said(0, "a dog")]))).to.equal(true);
    expect((await store.findVideo(id))?.annotatedBy).to.deep.equal({ concepts: "concepts-1" });
    const [first, second] = await store.segmentsOf(id);
    expect(first).to.deep.equal({ ...said(0, "a dog"), videoId: id, source: "caption", annotator: "concepts" });
    expect(second?.text).to.equal("a cat");
    await store.putAnnotation(id, subtitles([{ ...said(9, "written"), origin: "track 2", language: "de" }]));
    const written = { source: "subtitle", origin: "track 2", language: "de" };
    expect((await store.segmentsOf(id)).at(-1)).to.include(written);
    expect(await isSound()).to.equal(true);
  });

  it("may come from any source there is, and are searched alike", async () => {
    const id = await addVideo(store, 1, vectors());
    for (const source of segmentSources)
      await store.putAnnotation(id, {
        annotator: `by ${source}`,
        source,
        fingerprint: "1",
        segments: [said(1, `zebra ${source}`)],
      });
    expect((await store.searchSegments(["zebra"], 10)).map(({ source }) => source)).to.have.members([
      ...segmentSources,
    ]);
    expect((await store.segmentsOf(id)).map(({ source }) => source)).to.have.members([...segmentSources]);
  });

  it("tell that a video was looked at from that nothing was said of it", async () => {
    const id = await addVideo(store, 1, vectors());
    expect((await store.findVideo(id))?.annotatedBy).to.deep.equal({});
    await store.putAnnotation(id, captions([]));
    expect((await store.findVideo(id))?.annotatedBy).to.deep.equal({ concepts: "concepts-1" });
    expect(await store.hasSegments()).to.equal(false);
  });

  it("are not stored of a video that is not there", async () => {
    expect(await store.putAnnotation(videoIdOf(7), captions([said(0, "a dog")]))).to.equal(false);
    expect(await store.hasSegments()).to.equal(false);
  });

  it("are found by their words, stemmed and without accents, best first", async () => {
    const id = await addVideo(store, 1, vectors());
    const texts = ["two dogs are running", "a dog", "the café closes", "nothing of interest"];
    await store.putAnnotation(id, subtitles(texts.map((text, n) => said(3 * n, text))));
    expect((await hits("dog", "run"))[0]).to.equal("two dogs are running");
    expect(await hits("dog")).to.have.members(["two dogs are running", "a dog"]);
    expect(await hits("Cafe")).to.deep.equal(["the café closes"]);
    expect(await hits("inter*")).to.deep.equal(["nothing of interest"]);
    const [best] = await store.searchSegments(["dog", "run", "cat"], 10);
    expect(best?.words).to.deep.equal(["dog", "run"]);
    const [common, rare] = await store.weightsOf(["dog", "café"]);
    expect(rare).to.be.above(common as number);
  });

  it("are found by words and characters of scripts that have no spaces, and shown as they were written", async () => {
    const id = await addVideo(store, 1, vectors());
    const texts = [
      "今天天气很好我们去海滩吧",
      "今日は海に行きましょう",
      "바다에서 놀아요",
      "วันนี้เราไปทะเลกัน",
      "我们去Tokyo吧 ＯＫ",
    ];
    await store.putAnnotation(id, subtitles(texts.map((text, n) => said(3 * n, text))));
    for (const [word, n] of [
      ["海滩", 0],
      ["滩", 0],
      ["天天气", 0],
      ["海に行", 1],
      ["바다", 2],
      ["ทะเล", 3],
      ["tokyo", 4],
      ["ok", 4],
    ] as const)
      expect(await hits(word), word).to.deep.equal([texts[n]]);
    for (const word of ["滩海", "海气", "天海", "ทล"]) expect(await hits(word), word).to.deep.equal([]);
    expect(await hits("我们")).to.have.length(2);
    await store.putAnnotation(id, subtitles([]));
    expect(await hits("海滩")).to.deep.equal([]);
    expect(await isSound()).to.equal(true);
  });

  it("are found however their letters were put together", async () => {
    const id = await addVideo(store, 1, vectors());
    const texts = ["un cafe\u0301", "हिन्दी में", "שָׁלוֹם", "خُبْز"];
    await store.putAnnotation(id, subtitles(texts.map((text, n) => said(3 * n, text))));
    for (const [n, word] of ["café", "हिन्दी", "שלום", "خبز"].entries())
      expect(await hits(word), word).to.deep.equal([texts[n]]);
    expect(await hits("cafe")).to.have.length(1);
    expect(await hits("ह")).to.deep.equal([]);
  });

  it("take any text for words, and never for a query language", async () => {
    const id = await addVideo(store, 1, vectors());
    await store.putAnnotation(id, subtitles([said(0, "he said NEAR and OR")]));
    for (const word of ['"', "*", "(", "a OR b", "NEAR(", "text:", "-", "^", "'", "\0", "{}", "+", '";--', "", " "])
      expect(() => store.searchSegments([word, "said"], 5), JSON.stringify(word)).not.to.throw();
    expect(await hits("near")).to.have.length(1);
  });

  it("are searched within a video and a span", async () => {
    const [one, two] = [await addVideo(store, 1, vectors()), await addVideo(store, 2, vectors())];
    for (const id of [one, two]) await store.putAnnotation(id, subtitles([said(0, "a dog"), said(5, "a dog")]));
    expect((await store.searchSegments(["dog"], 10, { videoIds: [two] })).map(({ videoId }) => videoId)).to.deep.equal([
      two,
      two,
    ]);
    const span = { startSeconds: 4, endSeconds: Number.POSITIVE_INFINITY };
    expect((await store.searchSegments(["dog"], 10, { span })).map(({ startSeconds }) => startSeconds)).to.deep.equal([
      5, 5,
    ]);
  });

  it("replace what their annotator said before, and leave the others", async () => {
    const id = await addVideo(store, 1, vectors());
    await store.putAnnotation(id, subtitles([said(0, "spoken")]));
    await store.putAnnotation(id, captions([said(0, "an old caption"), said(3, "another old one")], "old"));
    await store.putAnnotation(id, captions([said(0, "a new caption")], "new"));
    expect((await store.segmentsOf(id)).map(({ text }) => text)).to.have.members(["spoken", "a new caption"]);
    expect(await hits("old")).to.deep.equal([]);
    expect((await store.findVideo(id))?.annotatedBy).to.deep.equal({ concepts: "new", subtitles: "subtitles-1" });
    expect(await isSound()).to.equal(true);
  });

  it("go with their video, and with what another pipeline stored", async () => {
    for (const n of [1, 2, 3]) {
      const id = await addVideo(store, n, vectors());
      await store.putAnnotation(id, captions([said(0, "a caption")]));
      await store.putAnnotation(id, subtitles([said(0, "a subtitle")]));
    }
    await store.removeVideo(videoIdOf(1));
    await store.detachPath("/videos/2.mp4");
    await store.beginVideo(videoOf(3, { pipelineFingerprint: "another" }));
    expect(await store.segmentsOf(videoIdOf(1))).to.deep.equal([]);
    expect(await store.segmentsOf(videoIdOf(2))).to.have.length(2);
    expect(await store.segmentsOf(videoIdOf(3))).to.deep.equal([]);
    expect((await store.findVideo(videoIdOf(3)))?.annotatedBy).to.deep.equal({});
    expect(await hits("caption", "subtitle")).to.have.members(["a caption", "a subtitle"]);
    expect(await isSound()).to.equal(true);
  });

  it("are stored all or not at all", async () => {
    const id = await addVideo(store, 1, vectors());
    await store.putAnnotation(id, captions([said(0, "good")], "good"));
    const bad = [said(0, "fine"), { ...said(5, "bad"), endSeconds: 1 }];
    await failureOf(() => store.putAnnotation(id, captions(bad, "bad")));
    expect((await store.segmentsOf(id)).map(({ text }) => text)).to.deep.equal(["good"]);
    expect((await store.findVideo(id))?.annotatedBy).to.deep.equal({ concepts: "good" });
    expect(await hits("fine")).to.deep.equal([]);
    expect(await isSound()).to.equal(true);
  });

  it("whose words are lost are reported by verify", async () => {
    const id = await addVideo(store, 1, vectors());
    await store.putAnnotation(id, subtitles([said(0, "a dog"), said(3, "a cat")]));
    const direct = openSqlite(join(folder.path, "catalog.sqlite"));
    direct.exec("INSERT INTO segment_words (segment_words) VALUES ('delete-all')");
    direct.close();
    const report = await verifyStore(folder.path);
    expect(report.ok).to.equal(false);
    expect(report.checks.find(({ name }) => name === "segments")?.detail).to.contain("2 segments");
  });

  it("of an older format are refused with what to do", async () => {
    await store[Symbol.asyncDispose]();
    const direct = openSqlite(join(folder.path, "catalog.sqlite"));
    direct.exec("PRAGMA user_version = 1");
    direct.close();
    const { message } = await failureOf(() => openStore({ directory: folder.path, access: "read" }));
    expect(message).to.contain("format 1").and.to.contain("--index");
    const again = openSqlite(join(folder.path, "catalog.sqlite"));
    again.exec(`PRAGMA user_version = ${formatVersion}`);
    again.close();
    store = await openStore({ directory: folder.path, access: "write", model });
  });
});
