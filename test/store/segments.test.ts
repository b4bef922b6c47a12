import { openSqlite } from "../../src/core/sqlite.js";
import { createRandom } from "../../src/core/random.js";
import { expect } from "chai";
import { join } from "node:path";
import { openStore, type NewSegment, type Store } from "../../src/store/store.js";
import { verifyStore } from "../../src/store/verify.js";
import { addVideo, chunkOf, driftingUnits, failureOf, model, temporaryFolder, videoIdOf, videoOf } from "./fixtures.js";

const said = (startSeconds: number, text: string, confidence = 0.9): NewSegment => ({
  startSeconds,
  endSeconds: startSeconds + 2,
  text,
  confidence,
  phrases: [{ text, kind: "subjects", similarity: 0.3, confidence, keyframesSeconds: [startSeconds + 0.5] }],
});
const stampOf = (path: string) => ({ path, sizeBytes: 10, modifiedNs: 1_700_000_000_123_456_789n });

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

  it("are stored with the acknowledgement of their video, and read as they were", async () => {
    const video = videoOf(1);
    await store.beginVideo(video);
    await store.appendChunk(video.videoId, chunkOf(vectors()));
    const captions = { captionedBy: "concepts-1", segments: [said(4, "a cat"), said(0, "a dog")] };
    await store.finishVideo(video.videoId, { state: "complete", captions });
    expect((await store.findVideo(video.videoId))?.captionedBy).to.equal("concepts-1");
    const [first, second] = await store.segmentsOf(video.videoId);
    expect(first).to.deep.equal({
      ...said(0, "a dog"),
      videoId: video.videoId,
      source: "caption",
      origin: "concepts-1",
    });
    expect(second?.text).to.equal("a cat");
    expect(await isSound()).to.equal(true);
  });

  it("tell that a video was looked at from that nothing was said of it", async () => {
    const id = await addVideo(store, 1, vectors());
    expect((await store.findVideo(id))?.captionedBy).to.equal(undefined);
    await store.putCaptions(id, { captionedBy: "concepts-1", segments: [] });
    expect((await store.findVideo(id))?.captionedBy).to.equal("concepts-1");
    expect(await store.hasSegments()).to.equal(false);
  });

  it("are found by their words, stemmed and without accents, best first", async () => {
    const id = await addVideo(store, 1, vectors());
    const texts = ["two dogs are running", "a dog", "the café closes", "nothing of interest"];
    await store.putTrack(
      id,
      "track 0",
      texts.map((text, n) => said(3 * n, text)),
    );
    expect((await hits("dog", "run"))[0]).to.equal("two dogs are running");
    expect(await hits("dog")).to.have.members(["two dogs are running", "a dog"]);
    expect(await hits("Cafe")).to.deep.equal(["the café closes"]);
    expect(await hits("inter*")).to.deep.equal(["nothing of interest"]);
    const [best] = await store.searchSegments(["dog", "run", "cat"], 10);
    expect(best?.words).to.deep.equal(["dog", "run"]);
    const [common, rare] = await store.weightsOf(["dog", "café"]);
    expect(rare).to.be.above(common as number);
  });

  it("take any text for words, and never for a query language", async () => {
    const id = await addVideo(store, 1, vectors());
    await store.putTrack(id, "track 0", [said(0, "he said NEAR and OR")]);
    for (const word of ['"', "*", "(", "a OR b", "NEAR(", "text:", "-", "^", "'", "\0", "{}", "+", '";--', "", " "])
      expect(() => store.searchSegments([word, "said"], 5), JSON.stringify(word)).not.to.throw();
    expect(await hits("near")).to.have.length(1);
  });

  it("are searched within a video and a span", async () => {
    const [one, two] = [await addVideo(store, 1, vectors()), await addVideo(store, 2, vectors())];
    for (const id of [one, two]) await store.putTrack(id, "track 0", [said(0, "a dog"), said(5, "a dog")]);
    expect((await store.searchSegments(["dog"], 10, { videoId: two })).map(({ videoId }) => videoId)).to.deep.equal([
      two,
      two,
    ]);
    const span = { startSeconds: 4, endSeconds: Number.POSITIVE_INFINITY };
    expect((await store.searchSegments(["dog"], 10, { span })).map(({ startSeconds }) => startSeconds)).to.deep.equal([
      5, 5,
    ]);
  });

  it("replace those of the same origin and leave the others", async () => {
    const id = await addVideo(store, 1, vectors());
    await store.putTrack(id, "track 0", [said(0, "spoken")]);
    await store.putCaptions(id, { captionedBy: "old", segments: [said(0, "an old caption")] });
    await store.putCaptions(id, { captionedBy: "new", segments: [said(0, "a new caption")] });
    const path = "/videos/1.mp4";
    await store.putSidecars(id, path, [{ stamp: stampOf("/videos/1.srt"), segments: [said(0, "first edition")] }]);
    await store.putSidecars(id, path, [{ stamp: stampOf("/videos/1.en.srt"), segments: [said(0, "second edition")] }]);
    expect((await store.segmentsOf(id)).map(({ text }) => text)).to.have.members([
      "spoken",
      "a new caption",
      "second edition",
    ]);
    expect(await hits("old")).to.deep.equal([]);
    expect((await store.knownFiles()).get(path)?.sidecars).to.deep.equal([stampOf("/videos/1.en.srt")]);
    expect(await isSound()).to.equal(true);
  });

  it("go with their video, their path, and what another pipeline stored", async () => {
    const captions = { captionedBy: "c", segments: [said(0, "a caption")] };
    const sidecar = { stamp: stampOf("/videos/x.srt"), segments: [said(0, "a subtitle")] };
    for (const n of [1, 2, 3]) {
      const id = await addVideo(store, n, vectors());
      await store.putCaptions(id, captions);
      await store.putSidecars(id, `/videos/${n}.mp4`, [sidecar]);
    }
    await store.removeVideo(videoIdOf(1));
    await store.detachPath("/videos/2.mp4");
    await store.beginVideo(videoOf(3, { pipelineFingerprint: "another" }));
    expect(await store.segmentsOf(videoIdOf(1))).to.deep.equal([]);
    expect((await store.segmentsOf(videoIdOf(2))).map(({ source }) => source)).to.deep.equal(["caption"]);
    expect(await store.segmentsOf(videoIdOf(3))).to.deep.equal([]);
    expect((await store.knownFiles()).get("/videos/3.mp4")?.sidecars).to.deep.equal([]);
    expect((await store.findVideo(videoIdOf(3)))?.captionedBy).to.equal(undefined);
    expect(await hits("caption", "subtitle")).to.deep.equal(["a caption"]);
    expect(await isSound()).to.equal(true);
  });

  it("are stored all or not at all", async () => {
    const id = await addVideo(store, 1, vectors());
    await store.putCaptions(id, { captionedBy: "good", segments: [said(0, "good")] });
    const bad = [said(0, "fine"), { ...said(5, "bad"), endSeconds: 1 }];
    await failureOf(() => store.putCaptions(id, { captionedBy: "bad", segments: bad }));
    expect((await store.segmentsOf(id)).map(({ text }) => text)).to.deep.equal(["good"]);
    expect(await hits("fine")).to.deep.equal([]);
    expect(await isSound()).to.equal(true);
  });

  it("whose words are lost are reported by verify", async () => {
    const id = await addVideo(store, 1, vectors());
    await store.putTrack(id, "track 0", [said(0, "a dog"), said(3, "a cat")]);
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
    again.exec("PRAGMA user_version = 3");
    again.close();
    store = await openStore({ directory: folder.path, access: "write", model });
  });
});
