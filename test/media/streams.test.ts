import { expect } from "chai";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { toMessage } from "../../src/core/errors.js";
import { cutClip } from "../../src/media/cut.js";
import { MAX_STREAMS } from "../../src/media/inputSafety.js";
import { probeMedia } from "../../src/media/probe.js";
import { extractThumbnail } from "../../src/media/thumbnail.js";
import { collectTracks } from "./readings.js";
import { decodeAll, ffmpeg, numberedFrames, numberOf, temporaryFolder } from "./renderClip.js";

const H264 = ["-c:v", "libx264", "-pix_fmt", "yuv420p", "-g", "10"];

describe("The stream that is read", () => {
  const folder = temporaryFolder();
  const at = (name: string): string => join(folder, name);
  const inputs = (...names: readonly string[]) => names.flatMap((name) => ["-i", at(name)]);
  const mapAll = (count: number) => Array.from({ length: count }, (_, n) => ["-map", String(n)]).flat();

  before(() => {
    ffmpeg("-f", "lavfi", "-i", numberedFrames(2), ...H264, at("main.mp4"));
    ffmpeg("-f", "lavfi", "-i", numberedFrames(0.6, "48x32"), ...H264, at("preview.mp4"));
    ffmpeg("-f", "lavfi", "-i", numberedFrames(2, "48x32"), ...H264, at("small.mp4"));
    ffmpeg("-f", "lavfi", "-i", "testsrc=s=200x200", "-frames:v", "1", at("cover.jpg"));
    ffmpeg("-f", "lavfi", "-i", "testsrc=s=200x200", "-frames:v", "1", ...H264, at("cover.mp4"));
  });

  const copied = (name: string, sources: readonly string[], ...dispositions: readonly string[]): string => {
    const marks = dispositions.flatMap((mark, n) => [`-disposition:v:${n}`, mark]);
    ffmpeg(...inputs(...sources), ...mapAll(sources.length), "-c", "copy", ...marks, at(name));
    return at(name);
  };

  for (const [what, name, sources, marks, streamIndex] of [
    ["a cover before it", "plain-cover.mkv", ["cover.jpg", "main.mp4"], ["0", "default"], 1],
    ["a cover before it that is the default", "default-cover.mkv", ["cover.jpg", "main.mp4"], ["default", "0"], 1],
    ["a cover in its own codec before it", "h264-cover.mp4", ["cover.mp4", "main.mp4"], ["default", "default"], 1],
    ["cover art before it", "attached.mp4", ["cover.jpg", "main.mp4"], ["attached_pic", "default"], 0], // written last
    ["a shorter preview before it", "preview.mkv", ["preview.mp4", "main.mp4"], ["0", "0"], 1],
    ["a smaller video before it", "small.mkv", ["small.mp4", "main.mp4"], ["default", "default"], 1],
    ["the default after it", "chosen.mkv", ["main.mp4", "small.mp4"], ["0", "default"], 1],
    ["a smaller video after it", "second.mkv", ["main.mp4", "small.mp4"], ["default", "default"], 0],
  ] as const)
    it(`is the one that players show, with ${what}`, async () => {
      const path = copied(name, sources, ...marks);
      const info = await probeMedia(path);
      expect(info.streamIndex).to.equal(streamIndex);
      const { frames, complete } = await decodeAll(path);
      expect(complete).to.equal(true);
      expect(frames.map(numberOf)).to.deep.equal(Array.from({ length: 50 }, (_, n) => n % 25));
      expect(numberOf(await extractThumbnail(path, 1))).to.equal(0);
      await cutClip(path, { startSeconds: 0.4, endSeconds: 0.8 }, at("cut.mp4"));
      expect((await decodeAll(at("cut.mp4"))).frames.map(numberOf)).to.deep.equal([
        10, 11, 12, 13, 14, 15, 16, 17, 18, 19,
      ]);
    });

  it("says which others were left out", async () => {
    const path = copied("three.mkv", ["cover.jpg", "main.mp4", "small.mp4"], "0", "default", "0");
    expect((await probeMedia(path)).notices).to.deep.equal([
      "the file also holds a still picture (stream 0: mjpeg 200x200) and another video (stream 2: h264 48x32), " +
        "left out: what players show is stream 1: h264 96x64",
    ]);
    expect((await probeMedia(at("main.mp4"))).notices).to.deep.equal([]);
  });

  it("comes with the sound and the words of its own program", async () => {
    const sound = (frequency: number) => ["-f", "lavfi", "-t", "2", "-i", `sine=f=${frequency}`];
    const maps = ["0:v", "2:a", "1:v", "3:a"].flatMap((map) => ["-map", map]);
    const programs = ["-program", "title=One:st=0:st=1", "-program", "title=Two:st=2:st=3"];
    const read = [...inputs("small.mp4", "main.mp4"), ...sound(440), ...sound(880), ...maps];
    ffmpeg(...read, "-c:v", "copy", "-c:a", "mp2", ...programs, at("programs.ts"));
    const { streamIndex, sound: played } = await probeMedia(at("programs.ts"));
    expect([streamIndex, played?.streamIndex]).to.deep.equal([2, 3]);
  });

  it("is found among many, whatever their number", async () => {
    writeFileSync(at("words.srt"), "1\n00:00:01,000 --> 00:00:02,000\nx\n\n");
    const tracks = Array.from({ length: 60 }, () => ["-map", "1"]).flat();
    ffmpeg(...inputs("main.mp4", "words.srt"), "-map", "0", ...tracks, "-c:v", "copy", "-c:s", "srt", at("many.mkv"));
    const { frames, complete } = await decodeAll(at("many.mkv"));
    expect([frames.length, complete]).to.deep.equal([50, true]);
    expect((await probeMedia(at("many.mkv"))).textStreams).to.have.length(60);
    expect(await collectTracks(await probeMedia(at("many.mkv")))).to.have.length(60);
  });

  it("is not looked for among more than the limit, and that is called a limit", async () => {
    const bytes = readFileSync(at("main.mp4"));
    const track = Buffer.from([0, 0, 0, 8, ...Buffer.from("trak")]);
    const tracks = Buffer.concat(Array.from({ length: MAX_STREAMS + 1 }, () => track));
    const header = Buffer.alloc(8);
    header.writeUInt32BE(8 + tracks.length);
    header.write("moov", 4);
    writeFileSync(at("tracks.mp4"), Buffer.concat([bytes.subarray(0, bytes.readUInt32BE(0)), header, tracks]));
    const message = await probeMedia(at("tracks.mp4")).then(() => "", toMessage);
    expect(message)
      .to.match(/10000 streams/)
      .and.to.match(/Copy/)
      .and.not.to.match(/damaged/);
  });
});
