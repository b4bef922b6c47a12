import { expect } from "chai";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { toChapters, toChapterVtt, toTimestampList } from "../../../src/annotators/formats/chapters.js";
import { toSummary } from "../../../src/annotators/formats/summary.js";
import { toSubRip, toWebVtt, type Cue } from "../../../src/annotators/formats/writeCues.js";
import { parseSubtitles } from "../../../src/annotators/formats/parseSubtitles.js";
import { ffmpeg, temporaryFolder } from "../../media/renderClip.js";

const cue = (startSeconds: number, endSeconds: number, text: string): Cue => ({ startSeconds, endSeconds, text });

describe("files of captions", () => {
  const folder = temporaryFolder();
  const cues = [
    cue(0, 2.00049, "a dog"),
    cue(1.9996, 3, "salt & pepper <b>\n\n--> here"),
    cue(3, 3.0001, "too short to be seen"),
    cue(3661.2345, 3662, "late"),
  ];

  for (const [name, text] of [
    ["vtt", toWebVtt(cues)],
    ["srt", toSubRip(cues)],
  ] as const)
    it(`are read back from ${name} by ffmpeg, without overlaps`, () => {
      const file = join(folder, `captions.${name}`);
      writeFileSync(file, text);
      const read = parseSubtitles(ffmpeg("-i", file, "-f", "srt", "-")).segments;
      expect(read.map(({ startSeconds, endSeconds }) => [startSeconds, endSeconds])).to.deep.equal([
        [0, 2],
        [2, 3],
        [3661.235, 3662],
      ]);
      expect(read[0]?.text).to.equal("a dog");
      expect(read[2]?.text).to.equal("late");
    });

  it("escape what WebVTT would read as markup", () => {
    expect(toWebVtt(cues)).to.contain("salt &amp; pepper &lt;b&gt; → here");
    expect(parseSubtitles(toWebVtt(cues)).segments[1]?.text).to.equal("salt & pepper <b> → here");
  });

  it("are valid without any cue", () => {
    expect(toWebVtt([])).to.equal("WEBVTT\n");
    expect(toSubRip([])).to.equal("");
  });

  it("give chapters that video sites take: from 0:00, at least three, none under 10 s", () => {
    const scenes = [
      cue(2, 9, "a dog"),
      cue(12.7, 20, "a cat"),
      cue(15, 16, "a fly"),
      cue(30, 39, "a car"),
      cue(39, 45, "x"),
    ];
    const chapters = toChapters(scenes, 45);
    expect(toTimestampList(chapters)).to.equal("0:00 A dog\n0:12 A cat\n0:30 A car\n");
    expect(chapters.map(({ endSeconds }) => endSeconds)).to.deep.equal([12, 30, 45]);
    expect(parseSubtitles(toChapterVtt(chapters)).segments).to.have.length(3);
    expect(toTimestampList(toChapters([cue(0, 9, "a"), cue(20, 30, "b"), cue(3700, 3720, "c")], 4000))).to.equal(
      "0:00:00 A\n0:00:20 B\n1:01:40 C\n",
    );
  });

  it("give no chapters where sites would refuse them", () => {
    expect(toChapters([cue(0, 20, "a dog"), cue(20, 40, "a cat")], 40)).to.deep.equal([]);
  });

  it("sum a video up in one paragraph", () => {
    expect(toSummary([cue(0, 1, "a dog"), cue(1, 2, "a dog"), cue(2, 3, "a cat"), cue(3, 4, "a car")])).to.equal(
      "First a dog; then a cat; at last a car.",
    );
    expect(toSummary([cue(0, 1, "a dog")])).to.equal("A dog.");
    expect(toSummary([])).to.equal("");
  });
});
