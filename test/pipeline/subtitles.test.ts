import { expect } from "chai";
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { lastValueFrom, toArray } from "rxjs";
import type { Captioner } from "../../src/annotators/concepts/captioner.js";
import { createModel } from "../../src/models/createModel.js";
import type { Model } from "../../src/models/model.js";
import { indexFiles } from "../../src/pipeline/indexFiles.js";
import { loadPreset } from "../../src/pipeline/preset.js";
import { openStore, type Store, type VideoRecord } from "../../src/store/store.js";
import { readTinyManifest, tinyFolder } from "../inference/fixtures.js";
import { ffmpeg, temporaryFolder } from "../media/renderClip.js";

const cues = (...texts: string[]) =>
  texts.map((text, n) => `${n + 1}\n00:00:0${n},500 --> 00:00:0${n + 1},000\n${text}\n`).join("\n");

describe("indexing what is said", () => {
  const folder = temporaryFolder();
  const preset = loadPreset("archive");
  let model: Model;
  let store: Store;
  let videos: string;
  let test = 0;

  before(() => {
    model = createModel(
      { manifest: readTinyManifest(), folder: tinyFolder },
      { providers: ["cpu"], intraOpThreads: 1 },
    );
    const source = ["-f", "lavfi", "-i", "testsrc2=s=96x64:r=10:d=4"];
    ffmpeg(...source, "-pix_fmt", "yuv420p", join(folder, "film.mp4"));
    writeFileSync(join(folder, "words.srt"), cues("from inside the file"));
    for (const [name, codec] of [
      ["inside.mkv", "subrip"],
      ["inside.mp4", "mov_text"],
      ["inside.webm.mkv", "webvtt"],
      ["ass.mkv", "ass"],
    ] as const)
      ffmpeg(...source, "-i", join(folder, "words.srt"), "-pix_fmt", "yuv420p", "-c:s", codec, join(folder, name));
  });
  after(() => model[Symbol.asyncDispose]());
  beforeEach(async () => {
    test += 1;
    videos = join(folder, `videos-${test}`);
    mkdirSync(videos);
    store = await openStore({ directory: join(folder, `index-${test}`), model: model.identity, access: "write" });
  });
  afterEach(() => store[Symbol.asyncDispose]());

  const put = (name: string, as = name) => {
    copyFileSync(join(folder, name), join(videos, as));
    return join(videos, as);
  };
  const index = async (path: string, captioner?: Captioner) => {
    const events = await lastValueFrom(
      indexFiles([path], { store, model, preset, captioner, reindexOnOtherPreset: false }).pipe(toArray()),
    );
    return events.filter(({ type }) => type !== "started" && type !== "progressed");
  };
  const words = async (path: string) =>
    (await store.segmentsOf((await store.findVideo(path))?.videoId ?? "")).map(({ text }) => text);

  for (const name of ["inside.mkv", "inside.mp4", "inside.webm.mkv", "ass.mkv"])
    it(`reads the text track of ${name}, at its times`, async () => {
      const path = put(name);
      await index(path);
      const [segment] = await store.segmentsOf((await store.findVideo(path))?.videoId ?? "");
      expect(segment).to.include({ text: "from inside the file", source: "subtitle", origin: "track 0" });
      expect(segment?.startSeconds).to.be.closeTo(0.5, 0.06);
      expect(segment?.endSeconds).to.be.closeTo(1, 0.06);
    });

  it("reads what lies beside, with and without a language, and nothing of other films", async () => {
    const path = put("film.mp4");
    writeFileSync(join(videos, "film.srt"), cues("plain"));
    writeFileSync(join(videos, "film.en.vtt"), "WEBVTT\n\n00:02.000 --> 00:03.000\nin English\n");
    writeFileSync(join(videos, "film two.srt"), cues("of another film"));
    writeFileSync(join(videos, "film.part2.srt"), cues("of the second part"));
    const events = await index(path);
    expect(events.map(({ type }) => type)).to.deep.equal(["indexed", "subtitles"]);
    expect(await words(path)).to.have.members(["plain", "in English"]);
  });

  it("finds them whichever way their names write an accent", async () => {
    const path = put("film.mp4", "Café.mp4");
    writeFileSync(join(videos, "Cafe\u0301.en.srt"), cues("from a Mac"));
    await index(path);
    expect(await words(path)).to.deep.equal(["from a Mac"]);
  });

  it("notices that they change, come and go, without encoding again", async () => {
    const path = put("film.mp4");
    const sidecar = join(videos, "film.srt");
    await index(path);
    const { frameCount } = (await store.findVideo(path)) as { frameCount: number };
    for (const [change, expected] of [
      [() => writeFileSync(sidecar, cues("first")), ["first"]],
      [() => writeFileSync(sidecar, cues("second", "edition")), ["second", "edition"]],
      [() => rmSync(sidecar), []],
    ] as const) {
      change();
      expect((await index(path)).map(({ type }) => type)).to.deep.equal(["unchanged", "subtitles"]);
      expect(await words(path)).to.deep.equal(expected);
      expect((await index(path)).map(({ type }) => type)).to.deep.equal(["unchanged"]);
    }
    expect((await store.findVideo(path))?.frameCount).to.equal(frameCount);
  });

  it("tells what is wrong with them, and indexes the video all the same", async () => {
    const path = put("film.mp4");
    writeFileSync(join(videos, "film.srt"), cues("good") + "\n7\n00:00:09,000 --> what\nbad\n");
    const [outcome, news] = await index(path);
    expect(outcome?.type).to.equal("indexed");
    expect(news).to.deep.include({ type: "subtitles", cueCount: 1 });
    expect(news?.type === "subtitles" && news.problems.join()).to.contain("film.srt: 1 broken");
  });

  it("stores a captioner's words when it acknowledges the video, from all of its embeddings", async () => {
    const path = put("film.mp4");
    let seen = 0;
    const captioner: Captioner = {
      name: "parrot",
      fingerprint: "parrot-1",
      caption: ({ frames, shots }) => {
        seen = frames.times.length;
        const { startSeconds, endSeconds } = shots[0] as { startSeconds: number; endSeconds: number };
        return Promise.resolve([{ startSeconds, endSeconds, text: "a test card", confidence: 0.9, phrases: [] }]);
      },
    };
    await index(path, captioner);
    expect(seen).to.equal((await store.findVideo(path))?.frameCount);
    expect(await store.findVideo(path)).to.include({ captionedBy: "parrot-1", state: "complete" });
    expect(await words(path)).to.deep.equal(["a test card"]);
  });

  it("makes the captions of an earlier run again where they are missing or would be others, without encoding", async () => {
    const path = put("film.mp4");
    const speaks = (fingerprint: string, text: string): Captioner => ({
      name: "parrot",
      fingerprint,
      caption: ({ frames: { times } }) =>
        Promise.resolve([{ startSeconds: 0, endSeconds: times.length, text, confidence: 0.9, phrases: [] }]),
    });
    await index(path);
    const { frameCount, createdAt } = (await store.findVideo(path)) as VideoRecord;
    for (const text of ["a test card", "a colourful test card"]) {
      const events = await index(path, speaks(text, text));
      expect(events.map(({ type }) => type)).to.deep.equal(["unchanged", "captioned"]);
      expect(events[1]).to.include({ segmentCount: 1 });
      expect(await words(path)).to.deep.equal([text]);
      expect((await index(path, speaks(text, text))).map(({ type }) => type)).to.deep.equal(["unchanged"]);
    }
    expect((await index(put("film.mp4", "copy.mp4"), speaks("new", "new"))).map(({ type }) => type)).to.deep.equal([
      "linked",
      "captioned",
    ]);
    expect(
      (await index(path)).map(({ type }) => type),
      "no captioner changes nothing",
    ).to.deep.equal(["unchanged"]);
    expect(await store.findVideo(path)).to.include({ frameCount, createdAt, captionedBy: "new" });
  });

  it("leaves nothing acknowledged where captioning fails, and succeeds the next time", async () => {
    const path = put("film.mp4");
    const broken: Captioner = { name: "b", fingerprint: "b", caption: () => Promise.reject(new Error("no words")) };
    let message = "";
    await index(path, broken).catch((error: Error) => (message = error.message));
    expect(message).to.equal("no words");
    expect((await store.findVideo(path))?.state).to.equal("indexing");
    await index(path);
    expect((await store.findVideo(path))?.state).to.equal("complete");
  });
});
