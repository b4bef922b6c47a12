import { expect } from "chai";
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setImmediate as setImmediatePromise } from "node:timers/promises";
import { lastValueFrom, toArray } from "rxjs";
import type { Annotator } from "../../src/annotators/annotator.js";
import { createSubtitleAnnotator } from "../../src/annotators/subtitles/subtitleAnnotator.js";
import { createModel } from "../../src/models/createModel.js";
import type { Model } from "../../src/models/model.js";
import { createSidecarFinder } from "../../src/annotators/sidecars.js";
import type { Span } from "../../src/core/span.js";
import { findStale } from "../../src/pipeline/staleAnnotators.js";
import { indexFiles } from "../../src/pipeline/indexFiles.js";
import { loadPreset } from "../../src/pipeline/preset.js";
import { openStore, type Store, type VideoRecord } from "../../src/store/store.js";
import { readTinyManifest, tinyFolder } from "../inference/fixtures.js";
import { ffmpeg, temporaryFolder } from "../media/renderClip.js";

const cues = (...texts: string[]) =>
  texts.map((text, n) => `${n + 1}\n00:00:0${n},500 --> 00:00:0${n + 1},000\n${text}\n`).join("\n");

describe("annotating", () => {
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
  const run = (path: string, annotators: readonly Annotator[]) =>
    indexFiles([path], { store, model, preset, annotators, reindexOnOtherPreset: false });
  const index = async (path: string, annotators: readonly Annotator[] = [createSubtitleAnnotator()]) => {
    const events = await lastValueFrom(run(path, annotators).pipe(toArray()));
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
    expect(events.map(({ type }) => type)).to.deep.equal(["indexed", "annotated"]);
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
      expect((await index(path)).map(({ type }) => type)).to.deep.equal(["unchanged", "annotated"]);
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
    expect(news).to.deep.include({ type: "annotated", annotator: "subtitles", source: "subtitle", segmentCount: 1 });
    expect(news?.type === "annotated" && news.problems.join()).to.contain("film.srt: 1 broken");
  });

  it("finds what lies beside every copy of a video, and says each line once", async () => {
    const path = put("film.mp4");
    mkdirSync(join(videos, "copies"));
    copyFileSync(path, join(videos, "copies", "other.mp4"));
    writeFileSync(join(videos, "film.srt"), cues("both"));
    writeFileSync(join(videos, "copies", "other.srt"), cues("both", "the copy alone"));
    await index(path);
    await index(join(videos, "copies", "other.mp4"));
    expect(await words(path)).to.deep.equal(["both", "the copy alone"]);
    for (const known of [path, join(videos, "copies", "other.mp4")])
      expect((await index(known)).map(({ type }) => type)).to.deep.equal(["unchanged"]);
  });

  const parrot = (changes: Partial<Annotator> & { readonly text?: string }): Annotator => ({
    name: "parrot",
    fingerprint: "parrot-1",
    source: "caption",
    needs: "embeddings",
    async *annotate({ durationSeconds }) {
      yield {
        startSeconds: 0,
        endSeconds: durationSeconds,
        text: changes.text ?? "a test card",
        confidence: 1,
        phrases: [],
      };
    },
    ...changes,
  });

  it("runs on all that is stored of the video, shots and embeddings", async () => {
    const path = put("film.mp4");
    let seen = 0;
    const counting = parrot({
      async *annotate({ shots, embeddings }) {
        const { frames } = await embeddings();
        seen = frames.times.length;
        yield { ...(shots[0] as Span), text: "a test card", confidence: 0.9, phrases: [] };
      },
    });
    await index(path, [counting]);
    expect(seen).to.equal((await store.findVideo(path))?.frameCount);
    expect(await store.findVideo(path)).to.deep.include({ annotatedBy: { parrot: "parrot-1" }, state: "complete" });
    expect(await words(path)).to.deep.equal(["a test card"]);
  });

  it("decodes pictures for those that ask", async () => {
    const path = put("film.mp4");
    const looking = parrot({
      needs: "frames",
      async *annotate({ pictures }) {
        const request = {
          width: 32,
          height: 20,
          fit: "stretch",
          select: { mode: "rate", framesPerSecond: 2 },
        } as const;
        for await (const { timeSeconds, pixels } of pictures({ ...request, startSeconds: 1, endSeconds: 3 }))
          yield {
            startSeconds: timeSeconds,
            endSeconds: timeSeconds + 0.5,
            text: `${pixels.length} bytes`,
            confidence: 1,
            phrases: [],
          };
      },
    });
    await index(path, [looking]);
    const segments = await store.segmentsOf((await store.findVideo(path))?.videoId ?? "");
    expect(segments.map(({ startSeconds, text }) => [startSeconds, text])).to.deep.equal(
      [1, 1.5, 2, 2.5].map((seconds) => [seconds, "1920 bytes"]),
    );
  });

  it("is done again where it is missing or would be another, without encoding", async () => {
    const path = put("film.mp4");
    const speaks = (text: string) => [parrot({ fingerprint: text, text })];
    await index(path, []);
    const { frameCount, createdAt } = (await store.findVideo(path)) as VideoRecord;
    for (const text of ["a test card", "a colourful test card"]) {
      const events = await index(path, speaks(text));
      expect(events.map(({ type }) => type)).to.deep.equal(["unchanged", "annotated"]);
      expect(events[1]).to.deep.include({ annotator: "parrot", segmentCount: 1, problems: [], failed: false });
      expect(await words(path)).to.deep.equal([text]);
      expect((await index(path, speaks(text))).map(({ type }) => type)).to.deep.equal(["unchanged"]);
    }
    expect((await index(put("film.mp4", "copy.mp4"), speaks("new"))).map(({ type }) => type)).to.deep.equal([
      "linked",
      "annotated",
    ]);
    expect(
      (await index(path, [])).map(({ type }) => type),
      "no annotator changes nothing",
    ).to.deep.equal(["unchanged"]);
    expect(await store.findVideo(path)).to.deep.include({ frameCount, createdAt, annotatedBy: { parrot: "new" } });
  });

  for (const [what, annotate] of [
    ["throws", () => Promise.reject(new Error("no words"))],
    [
      "says what is no segment",
      () => Promise.resolve({ startSeconds: 2, endSeconds: 1, text: "x", confidence: 1, phrases: [] }),
    ],
  ] as const)
    it(`costs nothing but its own words where an annotator ${what}, and is tried again`, async () => {
      const path = put("film.mp4");
      const broken = parrot({
        name: "broken",
        async *annotate() {
          yield await annotate();
        },
      });
      const [outcome, failed, ...others] = await index(path, [broken, parrot({})]);
      expect(outcome?.type).to.equal("indexed");
      expect(failed).to.deep.include({ annotator: "broken", segmentCount: 0, failed: true });
      expect(failed?.type === "annotated" && failed.problems.join()).to.match(/^broken: ./);
      expect(others).to.have.length(1);
      expect(await store.findVideo(path)).to.deep.include({ state: "complete", annotatedBy: { parrot: "parrot-1" } });
      expect((await index(path, [parrot({ name: "broken" })])).map(({ type }) => type)).to.include("annotated");
      expect((await store.findVideo(path))?.annotatedBy).to.have.all.keys("broken", "parrot");
    });

  it("stops when nobody wants it any more, and stores nothing of what was begun", async () => {
    const path = put("film.mp4");
    await index(path, []);
    await new Promise<void>((stopped) => {
      const endless = parrot({
        async *annotate(_, signal) {
          yield { startSeconds: 0, endSeconds: 1, text: "begun", confidence: 1, phrases: [] };
          setImmediate(() => subscription.unsubscribe());
          await new Promise((aborted) => signal.addEventListener("abort", aborted));
          stopped();
        },
      });
      const subscription = run(path, [endless]).subscribe();
    });
    await setImmediatePromise();
    expect((await store.findVideo(path))?.annotatedBy).to.deep.equal({});
    expect(await words(path)).to.deep.equal([]);
  });

  it("keeps what is stored where the video's file is gone and it is needed", async () => {
    const path = put("film.mp4");
    writeFileSync(join(videos, "film.srt"), cues("kept"));
    await index(path);
    const record = (await store.findVideo(path)) as VideoRecord;
    rmSync(path);
    const options = {
      annotators: [createSubtitleAnnotator(), parrot({})],
      sidecars: createSidecarFinder(),
      again: true,
    };
    expect((await findStale(record, options)).map(({ annotator }) => annotator.name)).to.deep.equal(["parrot"]);
  });
});
