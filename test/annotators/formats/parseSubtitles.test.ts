import { expect } from "chai";
import { decodeText, parseSubtitles } from "../../../src/annotators/formats/parseSubtitles.js";
import { createRandom } from "../../../src/core/random.js";

const linesOf = (text: string) =>
  parseSubtitles(text).segments.map(({ startSeconds, endSeconds, text: words }) => [startSeconds, endSeconds, words]);

describe("subtitle text", () => {
  it("is read as SubRip", () => {
    const text =
      "1\r\n00:00:01,500 --> 00:00:03,000\r\nHello there,\r\n<i>General</i>.\r\n\r\n2\r\n01:00:00,000 --> 01:00:01,000\r\nBye\r\n";
    expect(linesOf(text)).to.deep.equal([
      [1.5, 3, "Hello there, General."],
      [3600, 3601, "Bye"],
    ]);
  });

  it("is read as WebVTT with notes, styles, settings, voices and entities", () => {
    const text = `WEBVTT - film\n\nNOTE no cue --\n\nSTYLE\n::cue { color: red }\n\nname\n00:01.000 --> 00:02.000 align:left\n<v Ann>Salt &amp; pepper &lt;3\n`;
    expect(linesOf(text)).to.deep.equal([[1, 2, "Salt & pepper <3"]]);
  });

  it("skips broken cues and counts them", () => {
    const cue = (timing: string, words = "words") => `${timing}\n${words}\n\n`;
    const { segments, skippedCount } = parseSubtitles(
      [
        cue("00:00:05,000 --> 00:00:06,000", "good"),
        cue("00:00:05,000 --> nonsense"),
        cue("00:00:09,000 --> 00:00:08,000"),
        cue("00:00:10,000 --> 00:00:11,000", "<b></b>"),
        cue("999:00:00,000 --> 999:00:01,000"),
        cue("00:00:01,000 --> 00:00:02,000", "earlier"),
      ].join(""),
    );
    expect(segments.map(({ text }) => text)).to.deep.equal(["earlier", "good"]);
    expect(skippedCount).to.equal(4);
  });

  it("is read whatever its encoding", () => {
    const words = "1\n00:00:01,000 --> 00:00:02,000\nÜber den Café\n";
    const utf16 = Buffer.from(`\ufeff${words}`, "utf16le");
    const encodings = {
      "UTF-8": Buffer.from(words),
      "UTF-8 with a mark": Buffer.from(`\ufeff${words}`),
      "UTF-16LE": utf16,
      "UTF-16BE": Buffer.from(utf16).swap16(),
      "Latin-1": Buffer.from(words, "latin1"),
    };
    for (const [name, bytes] of Object.entries(encodings))
      expect(linesOf(decodeText(bytes)), name).to.deep.equal([[1, 2, "Über den Café"]]);
  });

  it("never throws, and gives only whole segments, for whatever bytes", () => {
    const random = createRandom(5);
    const parts = [
      "-->",
      "00:00:01,000",
      " ",
      "\n",
      "\n\n",
      "<",
      ">",
      "{\\",
      "&amp;",
      "9".repeat(30),
      "\0",
      "WEBVTT",
      "é",
    ];
    for (let n = 0; n < 2000; n += 1) {
      const text = Array.from({ length: 30 }, () => parts[Math.floor(random() * parts.length)]).join("");
      for (const { startSeconds, endSeconds, text: words } of parseSubtitles(text).segments) {
        expect(endSeconds).to.be.above(startSeconds);
        expect(words).not.to.equal("");
      }
    }
  });
});
