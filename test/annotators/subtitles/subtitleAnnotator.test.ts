import { expect } from "chai";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { AnnotatableVideo } from "../../../src/annotators/annotator.js";
import { collectSegments } from "../../../src/annotators/collectSegments.js";
import { createSidecarFinder, type SidecarPattern } from "../../../src/annotators/sidecars.js";
import { createSubtitleAnnotator } from "../../../src/annotators/subtitles/subtitleAnnotator.js";
import { probeMedia } from "../../../src/media/probe.js";
import { toSubRip } from "../../../src/annotators/formats/writeCues.js";
import { itIsAnAnnotator } from "../../conformance/annotator.js";
import { ffmpeg, temporaryFolder } from "../../media/renderClip.js";
import { videoOfShots } from "../concepts/spokenWorld.js";

const cue = (start: number, end: number, text: string) => `1\n00:00:0${start},000 --> 00:00:0${end},000\n${text}\n\n`;

describe("the annotator that reads subtitles", () => {
  const folder = temporaryFolder();
  const source = ["-f", "lavfi", "-i", "testsrc2=s=96x64:r=10:d=4"];

  before(() => {
    writeFileSync(join(folder, "words.srt"), cue(0, 1, "from inside"));
    ffmpeg(...source, "-pix_fmt", "yuv420p", join(folder, "film.mp4"));
    writeFileSync(
      join(folder, "film.srt"),
      cue(1, 2, "a line") + cue(0, 1, "the first line") + cue(3, 9, "the last line"),
    );
    writeFileSync(join(folder, "film.en.vtt"), `WEBVTT\n\n${cue(1, 2, "a line")}${cue(1, 3, "another")}`);
    ffmpeg(
      ...source,
      "-i",
      join(folder, "words.srt"),
      "-pix_fmt",
      "yuv420p",
      "-c:s",
      "subrip",
      join(folder, "talk.mkv"),
    );
  });

  const open = async (name: string, changes: Partial<AnnotatableVideo> = {}): Promise<AnnotatableVideo> => {
    const path = join(folder, name);
    const sidecars = await createSidecarFinder().find([path], createSubtitleAnnotator().sidecars as SidecarPattern);
    const media = () => probeMedia(path);
    return { ...videoOfShots([]), durationSeconds: 4, sidecars, media, ...changes };
  };
  const read = async (name: string, changes?: Partial<AnnotatableVideo>) =>
    collectSegments(createSubtitleAnnotator(), await open(name, changes));

  itIsAnAnnotator(createSubtitleAnnotator, async () => ({
    "with files beside it": await open("film.mp4"),
    "with a text track": await open("talk.mkv"),
  }));

  it("says each line once, with the first file that holds it, and ends where the video does", async () => {
    const { segments, problems } = await read("film.mp4");
    expect(problems).to.deep.equal([]);
    expect(segments.map(({ startSeconds, endSeconds, text }) => [startSeconds, endSeconds, text])).to.deep.equal([
      [0, 1, "the first line"],
      [1, 2, "a line"],
      [1, 3, "another"],
      [3, 4, "the last line"],
    ]);
    expect(segments[1]?.origin).to.equal(join(folder, "film.en.vtt"));
  });

  it("leaves out what begins after the end, and tells", async () => {
    const { segments, problems } = await read("film.mp4", { durationSeconds: 2.5 });
    expect(segments.map(({ text }) => text)).not.to.include("the last line");
    expect(problems).to.deep.equal(["cues that begin after the video has ended were left out: 1"]);
  });

  it("reads every text track, also of more than eight, with the languages that are tagged", async () => {
    const tracks = Array.from({ length: 12 }, (_, n) => n);
    for (const n of tracks) writeFileSync(join(folder, `track${n}.srt`), cue(n % 3, 3, `words of track ${n}`));
    const inputs = tracks.flatMap((n) => ["-i", join(folder, `track${n}.srt`)]);
    const maps = ["-map", "0", ...tracks.flatMap((n) => ["-map", `${n + 1}`])];
    const tags = ["-metadata:s:s:3", "language=ger", "-metadata:s:s:4", "language=pt-BR"];
    const codecs = ["-pix_fmt", "yuv420p", "-c:s", "subrip"];
    ffmpeg(...source, ...inputs, ...maps, ...codecs, ...tags, join(folder, "many.mkv"));
    const { segments, problems } = await read("many.mkv");
    expect(problems).to.deep.equal([]);
    expect(segments).to.have.length(12);
    expect(segments.find(({ text }) => text.endsWith("track 3"))).to.include({ origin: "track 3", language: "de" });
    expect(segments.find(({ text }) => text.endsWith("track 4"))).to.include({ language: "pt-BR" });
    expect(segments.find(({ text }) => text.endsWith("track 11"))?.language).to.equal(undefined);
  });

  it("reads a text track that is not UTF-8, as files have that were put together without a look at it", async () => {
    const russian = Buffer.from([0xcf, 0xf0, 0xe8, 0xe2, 0xe5, 0xf2, 0x2c, 0x20, 0xec, 0xe8, 0xf0, 0x0a]);
    writeFileSync(join(folder, "cp1251.srt"), Buffer.concat([Buffer.from(`${cue(1, 2, "").trimEnd()}\n`), russian]));
    const inputs = ["-i", join(folder, "cp1251.srt"), "-i", join(folder, "words.srt")];
    const maps = ["-map", "0", "-map", "1", "-map", "2", "-pix_fmt", "yuv420p"];
    ffmpeg(...source, ...inputs, ...maps, "-c:s", "copy", join(folder, "russian.mkv"));
    const { segments, problems } = await read("russian.mkv");
    expect(segments.map(({ text }) => text)).to.deep.equal(["from inside", "Привет, мир"]);
    expect(problems.join("\n")).to.match(/^track 0: [^\n]* windows-1251[^\n]*$/);
  });

  it("reads files in other encodings and names, and tells what it guessed and left out", async () => {
    const film = "M\u0075\u0308ller"; // the letter and its accent apart, as macOS writes them
    ffmpeg(...source, "-pix_fmt", "yuv420p", join(folder, `${film}.mp4`));
    writeFileSync(join(folder, "M\u00fcller.English.SDH.SRT"), cue(0, 1, "unicode sidecar words"));
    const russian = Buffer.from([0xcf, 0xf0, 0xe8, 0xe2, 0xe5, 0xf2, 0x2c, 0x20, 0xec, 0xe8, 0xf0]);
    writeFileSync(
      join(folder, "M\u00fcller.ru.forced.srt"),
      Buffer.concat([Buffer.from(cue(1, 2, "").trimEnd() + "\n"), russian]),
    );
    const own = toSubRip([{ startSeconds: 2, endSeconds: 3, text: "a dog", source: "caption" }]);
    writeFileSync(join(folder, "M\u00fcller.srt"), own + cue(2, 3, "FrameCnt: 1 [iso: 100]") + cue(3, 4, ""));
    const { segments, problems } = await read(`${film}.mp4`);
    expect(segments.map(({ text, language }) => [text, language])).to.deep.equal([
      ["unicode sidecar words", "en"],
      ["Привет, мир", "ru"],
    ]);
    const told = problems.join("\n");
    expect(told).to.contain("read as windows-1251, which is a guess");
    expect(told).to.contain("1 cue written by Kinodex itself left out");
    expect(told).to.contain("1 cue of camera or flight data").and.to.contain("1 broken cue was skipped");
    expect(problems).to.have.length(4);
  });

  it("tells what it cannot read, and reads the rest", async () => {
    writeFileSync(join(folder, "talk.srt"), "no cues at all");
    const gone = { path: join(folder, "gone.srt"), ending: ".srt", sizeBytes: 5, modifiedNs: 0n };
    const large = { path: join(folder, "large.srt"), ending: ".srt", sizeBytes: 1e9, modifiedNs: 0n };
    const { sidecars } = await open("talk.mkv");
    const { segments, problems } = await read("talk.mkv", { sidecars: [...sidecars, gone, large] });
    expect(segments.map(({ text, origin }) => [text, origin])).to.deep.equal([["from inside", "track 0"]]);
    expect(problems).to.have.length(3);
    for (const [n, says] of ["holds no cues", "cannot read", "1000000000 bytes"].entries())
      expect(problems[n]).to.contain(says);
  });
});
