import { expect } from "chai";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { toChapters, toChapterVtt, toTimestampList } from "../../../src/annotators/formats/chapters.js";
import { toSummary } from "../../../src/annotators/formats/summary.js";
import { toSubRip, toWebVtt, type Cue } from "../../../src/annotators/formats/writeCues.js";
import { parseSubtitles } from "../../../src/annotators/formats/parseSubtitles.js";
import { ffmpeg, temporaryFolder } from "../../media/renderClip.js";

const cue = (startSeconds: number, endSeconds: number, text: string, source: Cue["source"] = "subtitle"): Cue => ({
  startSeconds,
  endSeconds,
  text,
  source,
});

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
    it(`are read back from ${name} by ffmpeg, each of them`, () => {
      const file = join(folder, `captions.${name}`);
      writeFileSync(file, text);
      const read = parseSubtitles(ffmpeg("-i", file, "-f", "srt", "-")).segments;
      expect(read.map(({ startSeconds, endSeconds }) => [startSeconds, endSeconds])).to.deep.equal([
        [0, 2],
        [2, 3],
        [3, 3.001],
        [3661.235, 3662],
      ]);
      expect(read[0]?.text).to.equal("a dog");
      expect(read[3]?.text).to.equal("late");
    });

  it("escape what WebVTT would read as markup", () => {
    expect(toWebVtt(cues)).to.contain("salt &amp; pepper &lt;b&gt; → here");
    expect(parseSubtitles(toWebVtt(cues)).segments[1]?.text).to.equal("salt & pepper <b> → here");
  });

  it("overlap where what they are made from does, as two languages do", () => {
    const languages = [cue(1, 3, "Hello my friend"), cue(0.5, 2.5, "Hallo mein Freund"), cue(1, 3, "Salut")];
    for (const text of [toWebVtt(languages), toSubRip(languages)])
      expect(
        parseSubtitles(text).segments.map(({ startSeconds, endSeconds, text: words }) => [
          startSeconds,
          endSeconds,
          words,
        ]),
      ).to.deep.equal([
        [0.5, 2.5, "Hallo mein Freund"],
        [1, 3, "Hello my friend"],
        [1, 3, "Salut"],
      ]);
  });

  it("are marked where Kinodex wrote them, and are then no evidence, even as a track of a video", () => {
    const said = [cue(0, 1, "a dog", "caption"), cue(1, 2, "said by people"), cue(2, 3, "heard", "speech")];
    for (const [name, text] of [
      ["vtt", toWebVtt(said)],
      ["srt", toSubRip(said)],
    ] as const) {
      const file = join(folder, `own.${name}`);
      writeFileSync(file, text);
      const film = join(folder, `own-${name}.mp4`);
      const picture = ["-f", "lavfi", "-i", "color=s=64x64:r=5:d=4"];
      ffmpeg(...picture, "-i", file, "-map", "0", "-map", "1", "-c:s", "mov_text", film);
      for (const read of [text, ffmpeg("-i", film, "-f", "srt", "-"), ffmpeg("-i", file, "-f", "webvtt", "-")]) {
        const { segments, leftOut } = parseSubtitles(read);
        expect(segments.map(({ text: words }) => words)).to.deep.equal(["said by people"]);
        expect(leftOut.own).to.equal(2);
      }
    }
    expect(toWebVtt(said)).to.contain("\nNOTE Written by Kinodex");
    expect(toWebVtt([cue(1, 2, "said by people")])).not.to.contain("Kinodex");
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
    expect(parseSubtitles(toChapterVtt(chapters)).leftOut.own).to.equal(3);
    expect(toTimestampList(toChapters([cue(0, 9, "a"), cue(20, 30, "b"), cue(3700, 3720, "c")], 4000))).to.equal(
      "0:00:00 A\n0:00:20 B\n1:01:40 C\n",
    );
  });

  it("begin a chapter at the most surprising of cues that are too near to each other", () => {
    const scenes = [cue(0, 20, "a dog"), cue(20, 24, "a cat"), cue(24, 40, "a car"), cue(40, 60, "a bus")];
    const timesSeconds = Array.from({ length: 60 }, (_, n) => n);
    const surprise = { timesSeconds, values: timesSeconds.map((seconds) => (seconds < 24 ? 1 : 3)) };
    const startsOf = (chapters: ReturnType<typeof toChapters>) => chapters.map(({ startSeconds }) => startSeconds);
    expect(startsOf(toChapters(scenes, 60))).to.deep.equal([0, 20, 40]);
    expect(startsOf(toChapters(scenes, 60, surprise))).to.deep.equal([0, 24, 40]);
    const even = { timesSeconds: [1], values: [2] };
    expect(startsOf(toChapters(scenes, 60, even))).to.deep.equal([0, 20, 40]);
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
