import { expect } from "chai";
import { decodeText } from "../../../src/annotators/formats/decodeText.js";

const cue = (words: string, n = 1) => `${n}\n00:00:0${n},000 --> 00:00:0${n + 1},000\n${words}\n\n`;

/** Bytes of a text in an encoding that Node only decodes, by trying what each byte or pair stands for. */
function encode(text: string, encoding: string): Uint8Array {
  if (encoding === "windows-1252")
    return Buffer.from(
      text.replace(
        /[–‘’“”]/g,
        (sign) => ({ "–": "\x96", "‘": "\x91", "’": "\x92", "“": "\x93", "”": "\x94" })[sign] ?? "",
      ),
      "latin1",
    );
  const decoder = new TextDecoder(encoding);
  const codes = new Map<string, number[]>();
  for (let byte = 255; byte >= 0; byte -= 1) codes.set(decoder.decode(Uint8Array.of(byte)), [byte]);
  if (/gb|big5|euc|jis/.test(encoding))
    for (let lead = 0x81; lead < 0xff; lead += 1)
      for (let trail = 0x40; trail < 0xff; trail += 1) {
        const letter = decoder.decode(Uint8Array.of(lead, trail));
        if (Array.from(letter).length === 1 && letter !== "\ufffd" && !codes.has(letter))
          codes.set(letter, [lead, trail]);
      }
  return Uint8Array.from(
    Array.from(text).flatMap((letter) => codes.get(letter) ?? expect.fail(`no ${letter} in ${encoding}`)),
  );
}

describe("the encoding of a text", () => {
  const lines: Readonly<Record<string, readonly [string, ...string[]]>> = {
    "windows-1251": ["Привет, прекрасный мир", "Да", "Привіт, як справи?"],
    "koi8-r": ["Привет, прекрасный мир"],
    gb18030: ["今天天气很好我们去海滩吧", "你好"],
    big5: ["今天天氣很好我們去海灘吧", "謝謝你"],
    shift_jis: ["今日は天気がいいですね", "海に行きましょう"],
    "euc-jp": ["海に行きましょうか、今日は"],
    "euc-kr": ["오늘 날씨가 좋네요", "바다에 가자"],
    "windows-1252": [
      "It’s a dog’s life – “really”",
      "Tschüß",
      "Über den Café, schöne Grüße",
      "Où êtes-vous allé cet été?",
      "¿Dónde está mañana?",
    ],
    "windows-1250": ["Cześć, jak się masz? Źle"],
    "windows-1253": ["Καλημέρα κόσμε"],
    "windows-1254": ["Günaydın, nasılsın? Şimdi"],
    "windows-1256": ["مرحبا بالعالم"],
    "windows-874": ["สวัสดีชาวโลก ไปทะเลกัน"],
  };

  for (const [encoding, texts] of Object.entries(lines))
    it(`is guessed of one line of ${encoding}, and told`, () => {
      for (const text of texts) {
        const { text: read, guess, brokenCount } = decodeText(encode(cue(text), encoding));
        expect(read, guess).to.equal(cue(text));
        expect(guess).to.be.a("string");
        expect(brokenCount).to.equal(0);
      }
    });

  it("is guessed better where the language is known", () => {
    const hungarian = cue("Jó éjt, őzike");
    expect(decodeText(encode(hungarian, "windows-1250"), "hu").text).to.equal(hungarian);
    const czech = cue("Příliš žluťoučký kůň");
    expect(decodeText(encode(czech, "windows-1250"), "cs-CZ").text).to.equal(czech);
  });

  it("is UTF-16 also without a mark", () => {
    const text = cue("Привет 海滩 hello");
    const bytes = Buffer.from(text, "utf16le");
    expect(decodeText(bytes)).to.deep.equal({ text, guess: "utf-16le", brokenCount: 0 });
    expect(decodeText(Buffer.from(bytes).swap16()).guess).to.equal("utf-16be");
    expect(decodeText(Buffer.from(`\ufeff${text}`, "utf16le"))).to.deep.equal({ text, brokenCount: 0 });
  });

  it("stays UTF-8 where a few bytes of it are damaged, which is told", () => {
    const text = cue("Привет, прекрасный мир") + cue("Ещё одна строка", 2);
    const bytes = Buffer.concat([Buffer.from(text), Buffer.from([0xe2, 0x82]), Buffer.from("\n")]);
    const { text: read, guess, brokenCount } = decodeText(bytes);
    expect(guess).to.equal(undefined);
    expect(read).to.contain("прекрасный").and.to.contain("Ещё одна");
    expect(brokenCount).to.equal(1);
  });

  it("is guessed also where a letter was cut in two", () => {
    const text =
      cue("今天天气很好我们去海滩吧") + cue("那里的人很多，我们走吧", 2) + cue("今天天气很好我们去海滩吧", 3);
    const bytes = encode(text.trimEnd(), "gb18030");
    const { text: read, guess, brokenCount } = decodeText(bytes.subarray(0, -1));
    expect(guess).to.equal("gb18030");
    expect(read).to.contain("海滩");
    expect(brokenCount).to.equal(1);
  });

  it("is guessed of nothing that is UTF-8, and never fails", () => {
    expect(decodeText(Buffer.from(cue("plain"))).guess).to.equal(undefined);
    for (const bytes of [[], [0], [0xff], [0xfe, 0xff, 0xd8], [0, 0, 0, 0], [0x81, 0x81]])
      expect(decodeText(Uint8Array.from(bytes)).text).to.be.a("string");
  });
});
