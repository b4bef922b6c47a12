import { expect } from "chai";
import { decodeText } from "../../../src/annotators/formats/decodeText.js";
import { parseSubtitles } from "../../../src/annotators/formats/parseSubtitles.js";
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

  it("is read as Sub Station Alpha: dialogue alone, in words, whatever fields a line has", () => {
    const script = [
      "[Script Info]",
      "Title: Dialogue: 0,0:00:09.00,0:00:10.00,,,0,0,0,,not in the events",
      "[Events]",
      "Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text",
      "Comment: 0,0:00:01.00,0:00:02.00,Default,,0,0,0,,a note to the translator",
      "Dialogue: 0,0:00:03.50,0:00:05.25,Default,Anna,0,0,0,,{\\i1}Well, then,{\\i0}\\Nlet us go",
      "Dialogue: 0,0:00:01.00,0:00:02.00,Sign,,0,0,0,,{\\p1}m 0 0 l 10 10{\\p0}CLOSED",
      "Dialogue: 0,what,0:00:02.00,Sign,,0,0,0,,no time",
    ].join("\r\n");
    const { segments, leftOut } = parseSubtitles(script);
    expect(segments.map(({ startSeconds, endSeconds, text }) => [startSeconds, endSeconds, text])).to.deep.equal([
      [1, 2, "CLOSED"],
      [3.5, 5.25, "Well, then, let us go"],
    ]);
    expect(leftOut).to.deep.include({ broken: 1 });
    const old = "[Events]\nFormat: Marked, Start, End, Text\nDialogue: Marked=0,0:01:00.00,0:01:02.00,a dog, barking";
    expect(parseSubtitles(old).segments[0]).to.include({ startSeconds: 60, text: "a dog, barking" });
  });

  it("skips broken cues and counts them", () => {
    const cue = (timing: string, words = "words") => `${timing}\n${words}\n\n`;
    const { segments, leftOut } = parseSubtitles(
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
    expect(leftOut).to.include({ broken: 4, own: 0 });
  });

  it("begins a cue at each timing line, with or without blank lines around it", () => {
    const timing = (second: number) => `00:00:0${second},000 --> 00:00:0${second + 1},000`;
    const cues = [1, 3, 5];
    const expected = cues.map((second) => [second, second + 1, `line ${second} and 1984`]);
    const texts = {
      "no blank lines": cues.map((second, n) => `${n + 1}\n${timing(second)}\nline ${second}\nand 1984\n`).join(""),
      "no numbers either": cues.map((second) => `${timing(second)}\nline ${second}\nand 1984\n`).join(""),
      "blank lines inside": cues
        .map((second, n) => `${n + 1}\n${timing(second)}\nline ${second}\n\nand\n \n1984\n\n`)
        .join(""),
      "every line doubled": cues
        .map((second, n) => `${n + 1}\n\n${timing(second)}\n\nline ${second}\n\nand\n\n1984\n\n\n`)
        .join(""),
      "carriage returns doubled": cues
        .map((second, n) => `${n + 1}\r\r\n${timing(second)}\r\r\nline ${second}\r\r\nand 1984\r\r\n\r\r\n`)
        .join(""),
      "WebVTT without blank lines": `WEBVTT\n${cues.map((second) => `${timing(second)}\nline ${second}\nand 1984\n`).join("")}`,
    };
    for (const [name, text] of Object.entries(texts)) {
      expect(linesOf(text), name).to.deep.equal(expected);
      expect(parseSubtitles(text).leftOut.broken, name).to.equal(0);
    }
  });

  it("is read where times are written carelessly", () => {
    for (const line of [
      "00:00:01 --> 00:00:02",
      "0:0:1,0-->0:0:2,0",
      "00:00:01:000 --> 00:00:02:000",
      "00:00:01, 000 -> 00: 00:02, 000",
      "00:01.000 --> 00:02.000 X1:1 X2:2",
    ])
      expect(linesOf(`1\n${line}\nwords --> more\n`), line).to.deep.equal([[1, 2, "words --> more"]]);
  });

  it("loses its markup and keeps its words", () => {
    const plain = (words: string) => linesOf(`1\n00:00:01,000 --> 00:00:02,000\n${words}\n`)[0]?.[2];
    expect(plain("{\\an8}{\\i1}Up{\\i0}\\Nthere{y:i}")).to.equal("Up there");
    expect(plain("{\\p1}m 0 0 l 100 0 100 100{\\p0}")).to.equal(undefined);
    expect(plain('<font color="#ff0">Caf&eacute;</font><br/>l&#39;&#xe9;t&eacute; &amp; &quot;co&quot;')).to.equal(
      'Café l\'été & "co"',
    );
    expect(plain("I <3 you, 1 < 2 > 0, <laughs> &unknown;")).to.equal("I <3 you, 1 < 2 > 0, <laughs> &unknown;");
    expect(plain("<ruby>漢<rt>かん</rt></ruby><c.yellow>字</c>")).to.equal("漢字");
    expect(plain("♪ la la ♪")).to.equal("♪ la la ♪");
    expect(plain("- MAN: Hello\n- Hi")).to.equal("- MAN: Hello - Hi");
    expect(plain("photo\u00adsynthesis")).to.equal("photosynthesis");
  });

  it("is no speech where a drone wrote its readings", () => {
    const cue = (words: string) => `1\n00:00:01,000 --> 00:00:02,000\n${words}\n\n`;
    for (const words of [
      '<font size="28">FrameCnt: 1, DiffTime: 33ms\n2023-05-01 10:00:00.123\n[iso: 110] [shutter: 1/200.0] [fnum: 2.8] [latitude: 22.5] [longitude: 113.9] [rel_alt: 1.2 abs_alt: 30.1]</font>',
      "SrtCnt : 1, DiffTime : 33ms\n[iso : 100] [shutter : 1/60.0]",
      "HOME(149.0251,-20.2533) 2017.08.05 14:11:51\nGPS(149.0251,-20.2533,16) BAROMETER:1.9\nISO:100 Shutter:60 EV: Fnum:F2.8",
      "F/2.8, SS 206.14, ISO 150, EV 0, GPS (-122.3699, 37.5929, 15), D 24.26m, H 6.00m, H.S 0.00m/s, V.S 0.00m/s",
    ])
      expect(parseSubtitles(cue(words)), words).to.deep.include({
        segments: [],
        leftOut: { broken: 0, own: 0, telemetry: 1, shortened: 0 },
      });
    for (const words of ["Set the ISO: 100 is enough", "Altitude 500, home at 6", "He got an F in maths, 2 of 3"])
      expect(parseSubtitles(cue(words)).segments, words).to.have.length(1);
  });

  it("is counted where it is too long", () => {
    const { segments, leftOut } = parseSubtitles(`1\n00:00:01,000 --> 00:00:02,000\n${"word ".repeat(600)}`);
    expect(segments[0]?.text).to.have.length.within(1990, 2000);
    expect(leftOut.shortened).to.equal(1);
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
      expect(linesOf(decodeText(bytes).text), name).to.deep.equal([[1, 2, "Über den Café"]]);
  });

  it("is read in little time, however hostile", function () {
    this.timeout(20_000);
    for (const piece of ["{\\p1", "<", "<rt>", "&#", "{\\p1}", "00:00:01", " ", "iso: 1 ", "{", "\n"]) {
      const cues = `1\n00:00:01,000 --> 00:00:02,000\n${piece.repeat(16_000 / piece.length)}\n`;
      parseSubtitles(cues.repeat(60));
    }
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
