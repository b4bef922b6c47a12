import { createSidecarFinder } from "../../src/annotators/sidecars.js";
import { expect } from "chai";
import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { concatMap, filter, firstValueFrom, lastValueFrom, take, tap, toArray } from "rxjs";
import { toMessage } from "../../src/core/errors.js";
import { createModel } from "../../src/models/createModel.js";
import type { Model } from "../../src/models/model.js";
import type { IndexEvent } from "../../src/pipeline/events.js";
import { createDecoderSlots } from "../../src/pipeline/decoderSlots.js";
import { indexFile } from "../../src/pipeline/indexFile.js";
import { indexFiles } from "../../src/pipeline/indexFiles.js";
import { loadPreset, type Preset } from "../../src/pipeline/preset.js";
import { createTurns } from "../../src/pipeline/turns.js";
import { openStore, type Store, type VideoContents } from "../../src/store/store.js";
import { readTinyManifest, tinyFolder } from "../inference/fixtures.js";
import { ffmpeg, frameTimes, temporaryFolder } from "../media/renderClip.js";
import { skip } from "../skip.js";

describe("indexFiles", () => {
  const folder = temporaryFolder();
  const archive = loadPreset("archive");
  let model: Model;
  let store: Store;
  let test = 0;
  let videos: string;

  before(() => {
    model = createModel(
      { manifest: readTinyManifest(), folder: tinyFolder },
      { providers: ["cpu"], intraOpThreads: 1 },
    );
    render("short.mp4", "testsrc2=s=96x64:r=10:d=4");
    render("other.mp4", "mandelbrot=s=96x64:r=10", "-t", "3");
    render("long.mp4", "testsrc2=s=96x64:r=4:d=150");
    // a cut every 7 s
    const scenes = "testsrc2=s=96x64:r=12:d=265,hue=h='floor(t/7)*77',rotate='floor(t/7)'";
    render("cuts.mp4", scenes, "-bf", "3", "-g", "50");
  });
  after(() => model[Symbol.asyncDispose]());
  beforeEach(async () => {
    test += 1;
    videos = join(folder, `videos-${test}`);
    mkdirSync(videos);
    store = await openStore({ directory: join(folder, `index-${test}`), model: model.identity, access: "write" });
  });
  afterEach(() => store[Symbol.asyncDispose]());

  const render = (name: string, source: string, ...more: string[]) =>
    ffmpeg("-f", "lavfi", "-i", source, ...more, "-pix_fmt", "yuv420p", join(folder, name));
  const put = (name: string, as = name) => {
    copyFileSync(join(folder, name), join(videos, as));
    return join(videos, as);
  };
  const index = (paths: readonly string[], preset: Preset = archive, reindexOnOtherPreset = false) =>
    lastValueFrom(indexFiles(paths, { store, model, preset, reindexOnOtherPreset }).pipe(toArray()));
  const outcomes = (events: readonly IndexEvent[]) =>
    events.filter(({ type }) => type !== "started" && type !== "progressed").map(({ type }) => type);

  it("stores frames in time order, and clips and shots that cover the video", async () => {
    const events = await index([put("short.mp4")]);
    expect(outcomes(events)).to.deep.equal(["indexed"]);
    const [video] = await store.videos();
    expect(video).to.include({ state: "complete", width: 96, height: 64, codec: "h264" });
    expect(video?.durationSeconds).to.be.closeTo(4, 0.01);
    const { times } = await store.framesOf(video?.videoId ?? "");
    expect([...times])
      .to.deep.equal([...times].sort((a, b) => a - b))
      .and.to.have.length.above(1);
    expect(times[0]).to.be.within(0, 1);
    const [contents] = await store.readVideos([video?.videoId ?? ""]);
    const { clips } = contents?.clips ?? { clips: [] };
    expect(clips[0]?.startSeconds).to.equal(0);
    expect(clips.at(-1)?.endSeconds).to.be.closeTo(4, 0.01);
    expect((await store.shotsOf(video?.videoId ?? "")).at(-1)?.endSeconds).to.be.closeTo(4, 0.01);
  });

  it("tells of every file it started, and of frames while they come", async () => {
    const events = await index([put("short.mp4")]);
    expect(events[0]).to.include({ type: "started", resumedAtSeconds: 0 });
    const progress = events.filter((event) => event.type === "progressed");
    expect(progress.length).to.be.above(1);
    expect(progress.at(-1)?.frameCount).to.equal((await store.counts()).frames);
  });

  it("does not open a file that has not changed", async () => {
    const path = put("short.mp4");
    await index([path]);
    expect(outcomes(await index([path]))).to.deep.equal(["unchanged"]);
  });

  it("indexes the same bytes once and knows them under both paths", async () => {
    const paths = [put("short.mp4"), put("short.mp4", "copy.mp4")];
    await index(paths.slice(0, 1));
    expect(outcomes(await index(paths))).to.have.members(["unchanged", "linked"]);
    expect(await store.videos()).to.have.length(1);
    expect((await store.videos())[0]?.paths).to.have.members(paths);
  });

  it("indexes the same bytes once also when both paths come at once", async () => {
    const paths = [put("short.mp4"), put("short.mp4", "copy.mp4")];
    expect(outcomes(await index(paths))).to.have.members(["indexed", "linked"]);
    expect(await store.videos()).to.have.length(1);
  });

  it("finds a moved file again and forgets where it was", async () => {
    const path = put("short.mp4");
    await index([path]);
    const moved = join(videos, "moved.mp4");
    renameSync(path, moved);
    expect(outcomes(await index([moved]))).to.deep.equal(["linked"]);
    expect((await store.videos())[0]?.paths).to.deep.equal([moved]);
  });

  it("indexes a changed file anew and lets the old vectors go", async () => {
    const path = put("short.mp4", "a.mp4");
    await index([path]);
    const [before] = await store.videos();
    put("other.mp4", "a.mp4");
    expect(outcomes(await index([path]))).to.deep.equal(["indexed"]);
    expect((await store.videos()).map((video) => video.videoId))
      .to.have.length(1)
      .and.not.to.include(before?.videoId);
    expect((await store.framesOf(before?.videoId ?? "")).times).to.have.length(0);
  });

  it("goes on where a chunk ended, and stores what an undisturbed run stores", async () => {
    const path = put("long.mp4");
    const stopped = indexFiles([path], { store, model, preset: archive, reindexOnOtherPreset: false });
    const reachesChunk = async () => ((await store.videos())[0]?.indexedThroughSeconds ?? 0) >= 60;
    await firstValueFrom(stopped.pipe(concatMap(reachesChunk), filter(Boolean)));
    const [halfDone] = await store.videos();
    expect(halfDone).to.include({ state: "indexing", indexedThroughSeconds: 60 });
    const [started] = await index([path]);
    expect(started).to.include({ type: "started", resumedAtSeconds: 60 });
    const resumed = await store.framesOf(halfDone?.videoId ?? "");

    await store.removeVideo(halfDone?.videoId ?? "");
    await index([path]);
    const whole = await store.framesOf(halfDone?.videoId ?? "");
    expect([...resumed.times]).to.deep.equal([...whole.times]);
    expect([...resumed.embeddings]).to.deep.equal([...whole.embeddings]);
  });

  it("stores what one decoder gives however many there are, in order", async () => {
    const path = put("cuts.mp4");
    const stored = async (processors: number) => {
      const decoderSlots = createDecoderSlots(processors);
      const annotation = { annotators: [], sidecars: createSidecarFinder() };
      const tools = {
        store,
        model,
        preset: archive,
        reindexOnOtherPreset: false,
        takeTurn: createTurns(),
        ...annotation,
      };
      const events = await lastValueFrom(indexFile(path, { ...tools, decoderSlots }).pipe(toArray()));
      const videoId = (await store.videos())[0]?.videoId ?? "";
      const [contents] = (await store.readVideos([videoId])) as [VideoContents];
      const { frames, clips, shots, record } = contents;
      const content = { state: record.state, frames, clips, shots };
      await store.removeVideo(videoId);
      const done = events.flatMap((event) => (event.type === "progressed" ? [event.doneSeconds] : []));
      return { content, done };
    };
    const one = await stored(1);
    expect(one.content.frames.times.length).to.be.above(20);
    for (const processors of [2, 4]) {
      const several = await stored(processors);
      expect(several.content.frames.times).to.deep.equal(one.content.frames.times);
      expect(several.content.frames.embeddings).to.deep.equal(one.content.frames.embeddings);
      expect(several.content.clips).to.deep.equal(one.content.clips);
      expect(several.content.shots).to.deep.equal(one.content.shots);
      expect(several.content.state).to.equal("complete");
      expect(several.done).to.deep.equal(several.done.toSorted((a, b) => a - b));
      expect(several.done.at(-1)).to.be.within(220, 270);
    }
  });

  it("sees pictures that are shown for minutes all along, and when they change", async () => {
    const path = join(videos, "slides.mkv");
    const slides = ["mandelbrot=s=96x64", "testsrc2=s=96x64", "smptebars=s=96x64"];
    ffmpeg(
      ...slides.flatMap((slide) => ["-f", "lavfi", "-i", `${slide}:r=1,trim=end_frame=1`]),
      ..."-f lavfi -t 250 -i sine".split(" "),
      ..."-filter_complex [0][1][2]concat=n=3,setpts=N*100/TB -map 3:a".split(" "),
      ...frameTimes(),
      ..."-enc_time_base:v 1:1000 -g 1 -pix_fmt yuv420p".split(" "),
      path,
    );
    const contents: VideoContents[] = [];
    for (const processors of [1, 4]) {
      const tools = { store, model, preset: archive, reindexOnOtherPreset: false };
      await lastValueFrom(indexFiles([path], { ...tools, decoderSlots: createDecoderSlots(processors) }));
      const [record] = await store.videos();
      contents.push(...(await store.readVideos([record?.videoId ?? ""])));
      await store.removeVideo(record?.videoId ?? "");
    }
    const [one, several] = contents as [VideoContents, VideoContents];
    expect(one.record.durationSeconds).to.be.closeTo(250, 0.1);
    const borders = [...new Set(one.shots.flatMap(({ startSeconds, endSeconds }) => [startSeconds, endSeconds]))];
    expect(borders.map(Math.round)).to.include.members([0, 100, 200, 250]);
    const times = [...one.frames.times];
    for (let from = 0; from < 250; from += 25)
      expect(times.some((time) => time >= from && time < from + 25)).to.equal(true, `from ${from} s`);
    expect(several.frames.times).to.deep.equal(one.frames.times);
    expect(several.frames.embeddings).to.deep.equal(one.frames.embeddings);
    expect(several.shots).to.deep.equal(one.shots);
  });

  it("says which file failed and why, and indexes the others", async () => {
    const broken = join(videos, "broken.mp4");
    writeFileSync(broken, "this is not a video\n".repeat(50));
    const events = await index([broken, put("short.mp4")]);
    expect(outcomes(events)).to.have.members(["failed", "indexed"]);
    const failed = events.find((event) => event.type === "failed");
    expect(String(failed?.error)).to.contain(broken).and.to.contain("text");
  });

  it("marks a video of which only a part could be read", async () => {
    const path = put("long.mp4", "cut.mkv");
    ffmpeg("-i", path, "-c", "copy", "-f", "matroska", join(videos, "whole.mkv"));
    const bytes = readFileSync(join(videos, "whole.mkv"));
    writeFileSync(path, bytes.subarray(0, Math.floor(bytes.length * 0.6)));
    await index([path]);
    const [video] = await store.videos();
    expect(video?.state).to.equal("partial");
    expect(video?.problems.join()).to.have.length.above(10);
    expect(video?.frameCount).to.be.above(10);
  });

  it("marks a video whose header promises more than there is, also where whole stretches are empty", async () => {
    const path = join(videos, "promising.mkv");
    ffmpeg("-i", put("long.mp4"), "-c", "copy", path);
    const bytes = readFileSync(path);
    bytes.writeDoubleBE(400_000, bytes.indexOf(Buffer.from("448988", "hex")) + 3); // Segment Duration, in ms
    const tag = bytes.indexOf("00:02:30.0"); // of the stream
    bytes.write("00:06:40.0", tag);
    writeFileSync(path, bytes);
    await index([path]);
    const [video] = await store.videos();
    expect(video).to.include({ state: "partial", durationSeconds: 400 });
    expect(video?.problems).to.deep.equal(["the pictures end at 150.0 s, though the header says 400.0 s"]);
    expect((await store.framesOf(video?.videoId ?? "")).times.at(-1)).to.be.within(120, 150);
  });

  /** Indexes one file, and does something to it when an event of a kind comes first. */
  const indexWhile = async (path: string, type: IndexEvent["type"], disturb: () => void): Promise<IndexEvent[]> => {
    let isDisturbed = false;
    const events = indexFiles([path], { store, model, preset: archive, reindexOnOtherPreset: false }).pipe(
      tap((event) => {
        if (isDisturbed || event.type !== type) return;
        isDisturbed = true;
        disturb();
      }),
    );
    return lastValueFrom(events.pipe(toArray()));
  };
  const messageOf = (events: readonly IndexEvent[]) =>
    events.map((event) => (event.type === "failed" ? toMessage(event.error) : "")).join("");

  it("does not acknowledge a file that was written to meanwhile", async () => {
    const path = put("long.mp4", "growing.mp4");
    const seen = await indexWhile(path, "started", () => appendFileSync(path, "more"));
    expect(outcomes(seen)).to.deep.equal(["failed"]);
    expect(messageOf(seen)).to.match(/grew from \d+ to \d+ bytes/);
    expect(await store.videos()).to.have.length(0);
    expect(outcomes(await index([path]))).to.deep.equal(["indexed"]);
  });

  it("keeps a file that was only touched meanwhile", async () => {
    const path = put("short.mp4", "touched.mp4");
    const seen = await indexWhile(path, "started", () => utimesSync(path, new Date(), new Date(2e12)));
    expect(outcomes(seen)).to.deep.equal(["indexed"]);
    expect(outcomes(await index([path]))).to.deep.equal(["unchanged"]);
  });

  it("keeps what is done of a file that was moved meanwhile, and goes on where it is now", async () => {
    const [path, moved] = [put("long.mp4", "here.mp4"), join(videos, "there.mp4")];
    const seen = await indexWhile(path, "progressed", () => renameSync(path, moved));
    expect(outcomes(seen)).to.deep.equal(["failed"]);
    expect(messageOf(seen)).to.match(/moved or deleted/);
    expect(outcomes(await index([moved]))).to.deep.equal(["indexed"]);
    const [video] = await store.videos();
    expect(video).to.deep.include({ state: "complete", paths: [moved] });
    const undisturbed = await openStore({
      directory: join(folder, "undisturbed"),
      model: model.identity,
      access: "write",
    });
    await lastValueFrom(
      indexFiles([moved], { store: undisturbed, model, preset: archive, reindexOnOtherPreset: false }),
    );
    const [expected] = await undisturbed.videos();
    expect(video?.frameCount).to.equal(expected?.frameCount);
    expect(video?.clipCount).to.equal(expected?.clipCount);
    await undisturbed[Symbol.asyncDispose]();
  });

  it("stores nothing after the last picture of a file that is cut short", async () => {
    const path = join(videos, "cut-short.mkv");
    ffmpeg("-i", put("short.mp4"), "-c", "copy", path);
    const bytes = readFileSync(path);
    writeFileSync(path, bytes.subarray(0, Math.floor(bytes.length * 0.6)));
    await index([path]);
    const [video] = await store.videos();
    expect(video?.state).to.equal("partial");
    const { times } = await store.framesOf(video?.videoId ?? "");
    const [contents] = await store.readVideos([video?.videoId ?? ""]);
    expect(contents?.clips.clips.at(-1)?.endSeconds).to.be.within(times.at(-1) ?? 0, (times.at(-1) ?? 0) + 0.6);
  });

  it("tells what people should know of a whole file, and calls it whole", async () => {
    const path = join(videos, "cover.mkv");
    const cover = join(videos, "cover.jpg");
    ffmpeg("-f", "lavfi", "-i", "testsrc=s=64x64", "-frames:v", "1", cover);
    ffmpeg("-i", cover, "-i", put("short.mp4"), "-map", "0", "-map", "1", "-c", "copy", path);
    const event = (await index([path])).find(({ type }) => type === "indexed");
    expect(event).to.include({ state: "complete" });
    const [video] = await store.videos();
    expect(video).to.include({ state: "complete", codec: "h264", width: 96 });
    expect(video?.problems.join()).to.match(/a still picture \(stream 0/);
  });

  it("stores when the pictures start that come after the sound, and nothing before them", async () => {
    const path = join(videos, "late.mp4");
    const late = ["-itsoffset", "2", "-i", put("short.mp4"), "-f", "lavfi", "-t", "6", "-i", "sine"];
    ffmpeg(...late, "-map", "0", "-map", "1", "-c:v", "copy", "-c:a", "aac", path);
    await index([path]);
    const [video] = await store.videos();
    expect(video?.durationSeconds).to.be.closeTo(6, 0.05);
    const [contents] = await store.readVideos([video?.videoId ?? ""]);
    expect(contents?.clips.clips[0]?.startSeconds).to.be.closeTo(2, 0.05);
    expect((await store.framesOf(video?.videoId ?? "")).times[0]).to.be.within(1.95, 3);
  });

  it("indexes again with another preset only where that is asked for", async () => {
    const path = put("short.mp4");
    await index([path]);
    expect(outcomes(await index([path], loadPreset("detailed")))).to.deep.equal(["unchanged"]);
    expect(outcomes(await index([path], loadPreset("detailed"), true))).to.deep.equal(["indexed"]);
    expect((await store.videos())[0]?.pipelineName).to.equal("detailed");
  });

  it("leaves no ffmpeg behind when the subscriber leaves", async function () {
    if (process.platform !== "linux") skip(this, "it finds processes in /proc");
    const path = put("long.mp4");
    const tools = { store, model, preset: archive, reindexOnOtherPreset: false };
    await lastValueFrom(indexFiles([path], tools).pipe(take(5)));
    await new Promise((done) => setTimeout(done, 1500));
    expect(childrenThatRead(path)).to.deep.equal([]);
    rmSync(path);
  });
});

/** Command lines of this process's children that name a file (Linux). */
function childrenThatRead(path: string): string[] {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  return pids.flatMap((pid) => {
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, "utf8");
      return command.includes(path) ? [command] : [];
    } catch {
      return [];
    }
  });
}
