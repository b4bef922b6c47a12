import { expect } from "chai";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cutClip } from "../../src/media/cut.js";
import { probeMedia } from "../../src/media/probe.js";
import { extractThumbnail } from "../../src/media/thumbnail.js";
import {
  decodeAll,
  ffmpeg,
  frameTimes,
  needsCurrentRenderer,
  numberedFrames,
  numberOf,
  temporaryFolder,
  turnTrack,
} from "./renderClip.js";

const H264 = ["-c:v", "libx264", "-pix_fmt", "yuv420p", "-g", "10"];
const toMs = (seconds: number): number => Math.round(seconds * 1000);

describe("Presentation times", () => {
  const folder = temporaryFolder();
  const constant = join(folder, "constant.mp4");
  before(() => ffmpeg("-f", "lavfi", "-i", numberedFrames(3), ...H264, "-bf", "2", constant));

  for (const extension of ["mp4", "mkv"]) {
    it(`are those of the frames at a variable rate (${extension})`, async function () {
      if (extension === "mp4") needsCurrentRenderer(this); // to write it
      const path = join(folder, `variable.${extension}`);
      // frame n at n² / 100 s
      ffmpeg(
        "-f",
        "lavfi",
        "-i",
        numberedFrames(1),
        "-vf",
        "settb=1/1000,setpts=N*N*10",
        ...frameTimes(),
        "-enc_time_base",
        "1:1000",
        ...H264,
        path,
      );
      const { frames, complete } = await decodeAll(path);
      expect(complete).to.equal(true);
      expect(frames.map((frame) => toMs(frame.timeSeconds))).to.deep.equal(frames.map((_, n) => n * n * 10));
      expect(frames.map(numberOf)).to.deep.equal(frames.map((_, n) => n));
      expect(frames).to.have.length(25);
    });
  }

  for (const extension of ["mkv", "ts", "mp4", "flv"]) {
    it(`count from the start of a stream that starts late (${extension})`, async () => {
      const path = join(folder, `late.${extension}`);
      ffmpeg("-i", constant, "-c", "copy", "-output_ts_offset", "7.5", path);
      const { frames } = await decodeAll(path);
      expect(frames.map((frame) => toMs(frame.timeSeconds))).to.deep.equal(frames.map((_, n) => n * 40));
      const part = await decodeAll(path, { startSeconds: 2, endSeconds: 2.2 });
      expect(part.frames.map(numberOf)).to.deep.equal([0, 1, 2, 3, 4]);
    });
  }

  it("leave out what an edit list cuts away", async () => {
    const path = join(folder, "edited.mp4");
    ffmpeg("-ss", "1.24", "-i", constant, "-c", "copy", path); // keeps frames from the keyframe on, hidden by an edit list
    const { frames } = await decodeAll(path);
    expect(numberOf(frames[0]!)).to.equal(6);
    expect(frames.map((frame) => toMs(frame.timeSeconds))).to.deep.equal(frames.map((_, n) => n * 40));
  });

  it("are true without a duration in the header", async () => {
    const path = join(folder, "live.mkv");
    ffmpeg("-i", constant, "-c", "copy", "-f", "matroska", "-live", "1", path);
    expect((await probeMedia(path)).durationSeconds).to.equal(undefined);
    const { frames, complete } = await decodeAll(path);
    expect(complete).to.equal(true);
    expect(toMs(frames.at(-1)!.timeSeconds)).to.equal(2960);
  });

  for (const [jump, offsets] of [
    ["starts again", [0, 0, 0]],
    ["jumps ahead", [0, 5_000]],
    ["jumps back", [5_000, 20]],
  ] as const)
    it(`run on where a transport stream's clock ${jump}, and nothing is called damaged`, async () => {
      const parts = offsets.map((offset, n) => {
        const part = join(folder, `part-${n}.ts`);
        ffmpeg("-i", constant, "-c", "copy", "-output_ts_offset", String(offset), part);
        return readFileSync(part);
      });
      const joined = join(folder, "joined.ts");
      writeFileSync(joined, Buffer.concat(parts));
      const info = await probeMedia(joined);
      expect(info.hasClockJumps).to.equal(true);
      expect(info.notices.join()).to.match(/clock jumps/);
      const { frames, problems } = await decodeAll(joined);
      expect(problems).to.deep.equal([]);
      expect(frames).to.have.length(75 * parts.length);
      expect(frames.map((frame) => toMs(frame.timeSeconds))).to.deep.equal(frames.map((_, n) => n * 40));
      expect(numberOf(await extractThumbnail(joined, 3.2))).to.equal(5);
      const cut = join(folder, "cut.mp4");
      await cutClip(joined, { startSeconds: 2.8, endSeconds: 3.2 }, cut);
      const numbers = (await decodeAll(cut)).frames.map(numberOf);
      expect(numbers).to.deep.equal([20, 21, 22, 23, 24, 0, 1, 2, 3, 4]);
    });

  it("run on where recordings are joined whose pictures are of other sizes", async () => {
    const parts = ["96x64", "128x128", "96x64"].map((size, n) => {
      const part = join(folder, `sized-${n}.ts`);
      ffmpeg("-f", "lavfi", "-i", numberedFrames(3, size), ...H264, "-bf", "2", part);
      return readFileSync(part);
    });
    const joined = join(folder, "sized.ts");
    writeFileSync(joined, Buffer.concat(parts));
    const { frames, problems } = await decodeAll(joined);
    expect(problems).to.deep.equal([]);
    expect(frames.map((frame) => toMs(frame.timeSeconds))).to.deep.equal(Array.from({ length: 225 }, (_, n) => n * 40));
    const rated = await decodeAll(joined, { select: { mode: "rate", framesPerSecond: 5 } });
    expect(rated.frames.map((frame) => toMs(frame.timeSeconds))).to.deep.equal(
      Array.from({ length: 45 }, (_, n) => n * 200),
    );
    expect(numberOf(await extractThumbnail(joined, 6.2))).to.equal(5);
    const cut = join(folder, "sized.mp4");
    await cutClip(joined, { startSeconds: 5.8, endSeconds: 6.2 }, cut);
    const numbers = (await decodeAll(cut)).frames.map(numberOf);
    expect(numbers).to.deep.equal([20, 21, 22, 23, 24, 0, 1, 2, 3, 4]);
  });

  it("run on in program streams that are joined, of MPEG-1 and MPEG-2", async () => {
    for (const format of ["mpeg", "vob"]) {
      const [part, joined] = [join(folder, `part.${format}`), join(folder, `joined.${format}`)];
      ffmpeg("-f", "lavfi", "-i", "testsrc2=s=96x64:r=25:d=3", "-c:v", "mpeg2video", "-q:v", "3", "-f", format, part);
      expect((await probeMedia(part)).hasClockJumps, format).to.equal(false);
      writeFileSync(joined, Buffer.concat([readFileSync(part), readFileSync(part)]));
      expect((await probeMedia(joined)).hasClockJumps, format).to.equal(true);
      const { frames, problems } = await decodeAll(joined);
      expect(problems).to.deep.equal([]);
      expect(frames.map((frame) => toMs(frame.timeSeconds))).to.deep.equal(frames.map((_, n) => n * 40));
      expect(frames).to.have.length(150);
    }
  });

  it("do not jump in a transport stream of one piece, whatever its pictures wait for", async () => {
    const path = join(folder, "waiting.ts");
    ffmpeg("-i", constant, "-vf", "setpts='N*0.9/TB'", ...frameTimes(), ...H264, "-bf", "2", path);
    expect((await probeMedia(path)).hasClockJumps).to.equal(false);
  });

  it("begin with the first picture, also where keyframes alone are asked for and an edit list hides them", async () => {
    const [source, path] = [join(folder, "long-group.mp4"), join(folder, "hidden.mp4")];
    ffmpeg("-f", "lavfi", "-i", numberedFrames(6), ...H264, "-g", "100", "-sc_threshold", "0", source);
    for (const [from, keyframes] of [
      [1.24, [0, 2760]], // the next one is at 4 s
      [4.2, [0]],
    ] as const) {
      ffmpeg("-ss", String(from), "-i", source, "-c", "copy", path);
      const { frames, complete } = await decodeAll(path, { select: { mode: "keyframes" } });
      expect(complete).to.equal(true);
      expect(frames.map((frame) => toMs(frame.timeSeconds))).to.deep.equal(keyframes);
      expect(numberOf(frames[0]!)).to.equal(Math.round(from * 25) % 25);
    }
  });

  it("are selected on a grid that starts at 0, and again the same from the middle", async () => {
    const select = { mode: "rate", framesPerSecond: 4 } as const;
    const whole = await decodeAll(constant, { select });
    expect(whole.frames.map((frame) => toMs(frame.timeSeconds))).to.deep.equal([
      0, 280, 520, 760, 1000, 1280, 1520, 1760, 2000, 2280, 2520, 2760,
    ]);
    const part = await decodeAll(constant, { select, startSeconds: 1.5 });
    expect(part.frames.map((frame) => frame.timeSeconds)).to.deep.equal(
      whole.frames.slice(6).map((frame) => frame.timeSeconds),
    );
    const all = await decodeAll(constant, { select: { mode: "rate", framesPerSecond: 25 } });
    expect(all.frames).to.have.length(75);
  });

  it("do not multiply frames that lie a million seconds apart", async () => {
    const path = join(folder, "gap.mkv");
    ffmpeg(
      "-f",
      "lavfi",
      "-i",
      "color=c=gray:s=64x64:r=1:d=2",
      "-vf",
      "setpts='N*1000000/TB'",
      ...frameTimes(),
      ...H264,
      path,
    );
    const { frames } = await decodeAll(path, { select: { mode: "rate", framesPerSecond: 4 } });
    expect(frames.map((frame) => frame.timeSeconds)).to.deep.equal([0, 1_000_000]);
  });

  for (const degrees of [90, 180, 270] as const) {
    it(`come with pictures turned clockwise by ${degrees} degrees where the file asks for it`, async () => {
      const path = join(folder, `turned-${degrees}.mp4`);
      const halves = "color=red:s=48x64:d=0.2[l];color=blue:s=48x64:d=0.2[r];[l][r]hstack";
      ffmpeg("-f", "lavfi", "-i", halves, ...H264, path);
      turnTrack(path, degrees);
      const info = await probeMedia(path);
      expect(info.rotationDegrees).to.equal(degrees);
      expect([info.width, info.height]).to.deep.equal(degrees === 180 ? [96, 64] : [64, 96]);
      const { frames } = await decodeAll(path);
      const isRed = ([row, column]: readonly [number, number]): boolean =>
        (frames[0]!.pixels[(row * 16 + column) * 3] as number) > 128;
      const [top, bottom, left, right] = [
        [2, 8],
        [13, 8],
        [8, 2],
        [8, 13],
      ] as const;
      const [red, blue] = ({ 90: [top, bottom], 180: [right, left], 270: [bottom, top] } as const)[degrees];
      expect([isRed(red), isRed(blue)]).to.deep.equal([true, false]);
    });
  }
});

describe("Frames", () => {
  const folder = temporaryFolder();

  it("keep the size that was asked for when the picture size changes in mid-stream", async () => {
    const [small, large, both] = ["small.ts", "large.ts", "both.ts"].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    ffmpeg("-f", "lavfi", "-i", numberedFrames(1, "96x64"), ...H264, "-bf", "0", small);
    ffmpeg("-f", "lavfi", "-i", numberedFrames(1, "128x128"), ...H264, "-bf", "0", "-output_ts_offset", "1", large);
    ffmpeg("-f", "data", "-i", `concat:${small}|${large}`, "-map", "0", "-c", "copy", "-f", "data", both);
    for (const fit of ["stretch", "crop"] as const) {
      const { frames } = await decodeAll(both, { fit, select: { mode: "rate", framesPerSecond: 5 } });
      expect(frames.map(numberOf)).to.deep.equal([0, 5, 10, 15, 20, 0, 5, 10, 15, 20]);
      expect(frames.every((frame) => frame.pixels.length === 16 * 16 * 3)).to.equal(true);
    }
    const cut = join(folder, "cut.mp4");
    await cutClip(both, { startSeconds: 0.8, endSeconds: 1.2 }, cut);
    const numbers = (await decodeAll(cut)).frames.map(numberOf);
    expect(numbers).to.deep.equal([20, 21, 22, 23, 24, 0, 1, 2, 3, 4]);
  });

  it("are cut from the middle, by the shape that is shown, with fit crop", async () => {
    const path = join(folder, "wide.mp4");
    // 60 pixels red, 40 green, 60 blue, each shown twice as wide as high: the middle square is 32 of 160 pixels
    const bands =
      "color=red:s=60x64:d=0.2[a];color=lime:s=40x64:d=0.2[b];color=blue:s=60x64:d=0.2[c];[a][b][c]hstack=3,setsar=2";
    ffmpeg("-f", "lavfi", "-i", bands, ...H264, path);
    const { frames } = await decodeAll(path, { fit: "crop" });
    for (const at of [1, 14]) expect(frames[0]!.pixels[(8 * 16 + at) * 3 + 1]).to.be.above(180);
    const stretched = await decodeAll(path);
    expect(stretched.frames[0]!.pixels[(8 * 16 + 1) * 3]).to.be.above(180);
  });

  it("come out of a video of one frame", async () => {
    for (const name of ["one.mp4", "one.gif", "one.mkv"]) {
      const path = join(folder, name);
      ffmpeg("-f", "lavfi", "-i", "testsrc2=s=64x64:r=25:d=1", "-frames:v", "1", path);
      const selections = [{ mode: "keyframes" }, { mode: "rate", framesPerSecond: 2 }, { mode: "all" }] as const;
      for (const select of selections) {
        const { frames, complete } = await decodeAll(path, { select });
        expect(frames.map((frame) => frame.timeSeconds)).to.deep.equal([0]);
        expect(complete).to.equal(true);
      }
    }
  });
});
