import { expect } from "chai";
import { chmodSync, existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { isKinodexError } from "../../src/core/errors.js";
import { cutClip } from "../../src/media/cut.js";
import { probeMedia } from "../../src/media/probe.js";
import { extractThumbnail } from "../../src/media/thumbnail.js";
import { findVideoFiles } from "../../src/media/videoFiles.js";
import { decodeAll, ffmpeg, frameTimes, numberedFrames, numberOf, temporaryFolder } from "./renderClip.js";
import { skip } from "../skip.js";

const H264 = ["-c:v", "libx264", "-pix_fmt", "yuv420p", "-g", "30", "-crf", "10"];

async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe("cutClip", () => {
  const folder = temporaryFolder();
  const path = join(folder, "source.mkv");
  before(() =>
    ffmpeg(
      ..."-f lavfi -i sine=d=4 -f lavfi -i".split(" "),
      numberedFrames(4, "97x65"),
      ..."-shortest -c:v libx264 -crf 10 -g 30 -c:a aac -output_ts_offset 3".split(" "),
      path,
    ),
  );

  it("gives exactly the frames of the span, with the sound", async () => {
    const output = join(folder, "cut.mp4");
    await cutClip(path, { startSeconds: 1.4, endSeconds: 2.4 }, output);
    const { frames } = await decodeAll(output);
    expect(frames.map(numberOf)).to.deep.equal(Array.from({ length: 25 }, (_, n) => (35 + n) % 25));
    const info = await probeMedia(output);
    expect(info.sound?.channels).to.equal(2);
    expect(info.durationSeconds).to.be.closeTo(1, 0.05);
  });

  it("shows what is shown in the source for as long, from before the span to after it", async () => {
    const slides = join(folder, "slides.mkv");
    ffmpeg("-f", "lavfi", "-i", numberedFrames(0.2), "-vf", "setpts='N*4/TB'", ...frameTimes(), ...H264, slides); // 0, 4 … 16 s
    const output = join(folder, "slide.mp4");
    for (const [startSeconds, endSeconds, shown] of [
      [1, 3, [0]],
      [1, 5, [0, 1]],
      [7.9, 12.1, [1, 2, 3]],
      [8, 12, [2]],
    ] as const) {
      await cutClip(slides, { startSeconds, endSeconds }, output);
      const { durationSeconds = 0 } = await probeMedia(output);
      expect(durationSeconds).to.be.closeTo(endSeconds - startSeconds, 0.05);
      const { frames } = await decodeAll(output);
      expect([...new Set(frames.map(numberOf))]).to.deep.equal(shown);
      const change = frames.find((frame) => numberOf(frame) === shown[1])?.timeSeconds;
      if (shown.length > 1) expect(change).to.be.closeTo(shown[1]! * 4 - startSeconds, 0.05);
    }
  });

  it("shows each picture of a variable rate from its time on", async () => {
    const screen = join(folder, "screen.mp4");
    const select = "select='lt(n,10)+gt(n,70)'"; // nothing new between 0.4 and 2.84 s
    ffmpeg("-f", "lavfi", "-i", numberedFrames(4), "-vf", select, ...frameTimes("vfr"), ...H264, screen);
    const output = join(folder, "held.mp4");
    await cutClip(screen, { startSeconds: 1, endSeconds: 3 }, output);
    const numbers = (await decodeAll(output)).frames.map(numberOf);
    expect(numbers).to.deep.equal([...Array.from({ length: 46 }, () => 9), 21, 22, 23, 24]);
  });

  it("cuts pictures of any shape, odd and tiny ones too", async () => {
    const output = join(folder, "shape.mp4");
    for (const [size, cutSize] of [
      ["1x1", [2, 2]],
      ["3x5", [2, 4]],
      ["1x64", [2, 64]],
      ["4x4096", [4, 4096]],
    ] as const) {
      const shape = join(folder, "shape.mkv");
      ffmpeg("-f", "lavfi", "-i", numberedFrames(0.4, size, 5), "-c:v", "ffv1", "-pix_fmt", "bgr0", shape);
      await cutClip(shape, { startSeconds: 0.2, endSeconds: 0.4 }, output);
      const { width, height } = await probeMedia(output);
      expect([width, height], size).to.deep.equal(cutSize);
    }
  });

  it("leaves nothing behind when it fails, and says why", async () => {
    const output = join(folder, "late.mp4");
    const late = await failureOf(cutClip(path, { startSeconds: 90, endSeconds: 91 }, output));
    expect(isKinodexError(late, "media")).to.equal(true);
    const unwritable = await failureOf(
      cutClip(path, { startSeconds: 0, endSeconds: 1 }, join(folder, "no/such/folder.mp4")),
    );
    expect(isKinodexError(unwritable, "environment")).to.equal(true);
    const backwards = await failureOf(cutClip(path, { startSeconds: 2, endSeconds: 1 }, output));
    expect(isKinodexError(backwards, "usage")).to.equal(true);
    expect(isKinodexError(await failureOf(cutClip(path, { startSeconds: 0, endSeconds: 1 }, path)), "usage")).to.equal(
      true,
    );
    expect(existsSync(output)).to.equal(false);
    expect(readdirSync(folder).filter((name) => name.endsWith(".part"))).to.deep.equal([]);
  });
});

describe("extractThumbnail", () => {
  const folder = temporaryFolder();

  it("gives the frame that is shown at a time", async () => {
    const path = join(folder, "numbers.mp4");
    ffmpeg("-f", "lavfi", "-i", numberedFrames(2), ...H264, path);
    for (const [seconds, number] of [
      [0, 0],
      [0.039, 0],
      [0.04, 1],
      [0.5, 12],
      [1.001, 0],
      [1.96, 24],
      [99, 24],
    ] as const)
      expect([seconds, numberOf(await extractThumbnail(path, seconds))]).to.deep.equal([seconds, number]);
  });

  it("finds a picture that has been shown for long", async () => {
    const path = join(folder, "slides.mkv");
    ffmpeg("-f", "lavfi", "-i", numberedFrames(0.2), "-vf", "setpts='N*50/TB'", ...frameTimes(), ...H264, path);
    expect(numberOf(await extractThumbnail(path, 149))).to.equal(2);
    expect(numberOf(await extractThumbnail(path, 150))).to.equal(3);
  });

  it("keeps the shape that is shown", async () => {
    const path = join(folder, "shape.mp4");
    ffmpeg("-f", "lavfi", "-i", "testsrc2=s=160x120:d=0.2", "-vf", "setsar=4/3", ...H264, path);
    const sizeOf = async (size: { width?: number; height?: number }): Promise<number[]> => {
      const { width, height, pixels } = await extractThumbnail(path, 0, size);
      expect(pixels).to.have.length(width * height * 3);
      return [width, height];
    };
    expect(await sizeOf({})).to.deep.equal([320, 180]);
    expect(await sizeOf({ height: 90 })).to.deep.equal([160, 90]);
    expect(await sizeOf({ width: 64, height: 64 })).to.deep.equal([64, 64]);
  });

  it("makes neither side too long, whatever the shape", async () => {
    const path = join(folder, "tall.mkv");
    ffmpeg("-f", "lavfi", "-i", numberedFrames(0.2, "4x4096"), "-c:v", "ffv1", "-pix_fmt", "bgr0", path);
    const { width, height } = await extractThumbnail(path, 0);
    expect([width, height]).to.deep.equal([4, 4096]);
    // cropped is not scaled to 64 x 65536 first, and stretched is shrunk in two steps
    for (const fit of ["crop", "stretch"] as const) {
      const { frames } = await decodeAll(path, { width: 64, height: 64, fit });
      expect(frames.map(numberOf)).to.deep.equal([0, 1, 2, 3, 4]);
    }
  });
});

describe("findVideoFiles", () => {
  const folder = temporaryFolder();
  const list = async (...paths: string[]): Promise<string[]> => {
    const found: string[] = [];
    for await (const video of findVideoFiles(paths))
      found.push(`${relative(folder, video.path)}${"problem" in video ? `: ${video.problem.code}` : ""}`);
    return found;
  };
  before(() => {
    for (const name of [
      "b/2.MKV",
      "b/1.webm",
      "a/x.mp4",
      "a/notes.txt",
      ".hidden/x.mp4",
      "a/.x.mp4",
      "c.avi",
      "-y.mp4",
    ]) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), "");
    }
    symlinkSync("..", join(folder, "b/loop"));
    symlinkSync("nowhere.mp4", join(folder, "b/dangling.mp4"));
  });

  it("walks folders in order of name, past hidden files and in spite of loops", async () => {
    expect(await list(folder)).to.deep.equal([
      "-y.mp4",
      "a/x.mp4",
      "b/1.webm",
      "b/2.MKV",
      "b/dangling.mp4: not-found",
      "c.avi",
    ]);
  });

  it("gives what is named explicitly, whatever it is called, and names what is missing", async () => {
    expect(await list(join(folder, "a/notes.txt"), join(folder, "nowhere"))).to.deep.equal([
      "a/notes.txt",
      "nowhere: not-found",
    ]);
  });

  it("reports folders that it may not read and goes on", async function () {
    if (process.getuid?.() === 0) skip(this, "root may read everything");
    chmodSync(join(folder, "a"), 0);
    expect(await list(folder)).to.include.members(["a: input", "c.avi"]);
    chmodSync(join(folder, "a"), 0o755);
  });
});
