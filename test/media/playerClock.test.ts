import { expect } from "chai";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { cutClip } from "../../src/media/cut.js";
import { probeMedia } from "../../src/media/probe.js";
import { extractThumbnail } from "../../src/media/thumbnail.js";
import { collectTracks } from "./readings.js";
import { decodeAll, ffmpeg, numberedFrames, numberOf, temporaryFolder } from "./renderClip.js";

const toMs = (seconds: number): number => Math.round(seconds * 1000);

describe("The clock of players", () => {
  const folder = temporaryFolder();
  const at = (name: string): string => join(folder, name);

  before(() => {
    ffmpeg(
      "-f",
      "lavfi",
      "-i",
      numberedFrames(2),
      ..."-c:v libx264 -pix_fmt yuv420p -g 10".split(" "),
      at("plain.mp4"),
    );
    writeFileSync(at("words.srt"), "1\n00:00:04,000 --> 00:00:05,000\nat four\n\n");
  });

  /** The pictures of `plain.mp4` from 3 s on, in a container whose own clock starts at `offset`. */
  const renderLate = (name: string, offset = 0): string => {
    const late = ["-itsoffset", "3", "-i", at("plain.mp4"), ..."-f lavfi -t 5 -i sine".split(" ")];
    const words = name.endsWith("ts") ? [] : ["-i", at("words.srt"), "-map", "2:s"];
    const encoding = ["-c:v", "copy", "-c:a", name.endsWith("ts") ? "mp2" : "aac"];
    const codec = words.length === 0 ? [] : ["-c:s", name.endsWith("mp4") ? "mov_text" : "srt"];
    const muxing = offset === 0 ? [] : ["-output_ts_offset", String(offset)];
    ffmpeg(...late, ...words, "-map", "0:v", "-map", "1:a", ...encoding, ...codec, ...muxing, at(name));
    return at(name);
  };

  for (const [name, offset] of [
    ["late.mp4", 0],
    ["late.mkv", 0],
    ["late.ts", 0],
    ["shifted.mkv", 5],
    ["shifted.ts", 5],
  ] as const)
    it(`starts with the sound where that comes before the pictures (${name})`, async () => {
      const path = renderLate(name, offset);
      const info = await probeMedia(path);
      const tolerance = 0.05; // the delay of the sound's codec
      expect(info.firstPictureSeconds).to.be.closeTo(3, tolerance);
      expect(info.durationSeconds).to.be.closeTo(5, tolerance + 0.05);
      const { frames, complete } = await decodeAll(path);
      expect(complete).to.equal(true);
      expect(frames[0]?.timeSeconds).to.be.closeTo(3, tolerance);
      const [first = 0] = frames.map((frame) => frame.timeSeconds);
      expect(frames.map((frame) => toMs(frame.timeSeconds - first))).to.deep.equal(frames.map((_, n) => n * 40));
      const part = await decodeAll(path, { startSeconds: 4, endSeconds: 4.2 });
      expect(part.frames.map(numberOf)[0]).to.be.oneOf([0, 1]); // picture 25, or the next
      expect(numberOf(await extractThumbnail(path, 4.02))).to.be.oneOf([24, 0]);
      expect(numberOf(await extractThumbnail(path, 1))).to.equal(0);
    });

  /** When the sound of a file begins and ends. */
  const soundOf = (path: string): { readonly firstSeconds: number; readonly lastSeconds: number } => {
    const lines = ffmpeg("-i", path, "-map", "0:a", "-c:a", "pcm_s16le", "-f", "framecrc", "-").split("\n");
    const timeBase = /#tb 0: 1\/(\d+)/.exec(lines.join("\n"))?.[1];
    const packets = lines.filter((line) => line.startsWith("0,")).map((line) => line.split(",").map(Number));
    const toSeconds = (ticks: number | undefined): number => (ticks ?? Number.NaN) / Number(timeBase);
    const [first = [], last = []] = [packets[0], packets.at(-1)];
    return { firstSeconds: toSeconds(first[2]), lastSeconds: toSeconds((last[2] ?? 0) + (last[3] ?? 0)) };
  };

  it("tells when words are shown", async () => {
    for (const name of ["late.mp4", "late.mkv"]) {
      const [track] = await collectTracks(await probeMedia(at(name)));
      expect(track?.subrip, name).to.match(/00:00:0(4,0|3,9)\d\d --> 00:00:0(5,0|4,9)\d\d\nat four/);
    }
  });

  it("says where a cut begins, with the first picture where none is shown yet", async () => {
    await cutClip(at("late.mp4"), { startSeconds: 2.6, endSeconds: 3.4 }, at("cut.mp4"));
    const { frames } = await decodeAll(at("cut.mp4"));
    const held = Array.from({ length: 10 }, () => 0);
    expect(frames.map(numberOf)).to.deep.equal([...held, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    const { sound, durationSeconds } = await probeMedia(at("cut.mp4"));
    expect(sound).to.not.equal(undefined);
    expect(durationSeconds).to.be.closeTo(0.8, 0.03);
  });

  it("cuts the sound that comes before the first picture", async () => {
    for (const name of ["late.mp4", "late.mkv", "late.ts"]) {
      const cut = at(`sound-of-${name}.mp4`);
      await cutClip(at(name), { startSeconds: 2, endSeconds: 4 }, cut);
      const packets = soundOf(cut);
      expect(packets.firstSeconds, name).to.be.closeTo(0, 0.06);
      expect(packets.lastSeconds, name).to.be.closeTo(2, 0.1);
    }
  });

  it("ends with the sound where that goes on after the last picture, which is shown until then", async () => {
    const sound = "-f lavfi -t 6 -i sine -map 0:v -map 1:a -c:v copy -c:a aac".split(" ");
    for (const name of ["longer.mp4", "longer.mkv", "longer.ts"]) {
      ffmpeg("-i", at("plain.mp4"), ...sound, at(name));
      expect((await probeMedia(at(name))).durationSeconds, name).to.be.closeTo(6, name.endsWith("ts") ? 0.3 : 0.1);
      const { frames, problems } = await decodeAll(at(name));
      expect([frames.length, problems], name).to.deep.equal([50, []]);
      expect(numberOf(await extractThumbnail(at(name), 5)), name).to.equal(24);
      const cut = at(`end-of-${name}.mp4`);
      await cutClip(at(name), { startSeconds: 4, endSeconds: 5 }, cut);
      expect((await decodeAll(cut)).frames.map(numberOf), name).to.deep.equal(Array.from({ length: 25 }, () => 24));
    }
  });

  it("starts with the pictures where the sound comes later, or is ahead by its codec's delay alone", async () => {
    const inputs = ["-i", at("plain.mp4"), "-itsoffset", "1", ..."-f lavfi -t 1 -i sine".split(" ")];
    ffmpeg(...inputs, "-c:v", "copy", "-c:a", "aac", at("sound-later.mkv"));
    ffmpeg("-i", at("plain.mp4"), ..."-f lavfi -t 2 -i sine -c:v copy -c:a aac".split(" "), at("together.mp4"));
    for (const name of ["sound-later.mkv", "together.mp4"]) {
      expect((await probeMedia(at(name))).firstPictureSeconds, name).to.equal(0);
      expect((await decodeAll(at(name))).frames[0]?.timeSeconds, name).to.equal(0);
    }
  });
});
