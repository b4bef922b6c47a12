import { expect } from "chai";
import { isInLanguage, toLanguage } from "../../../src/annotators/subtitles/languages.js";
import { parseSubtitleName } from "../../../src/annotators/subtitles/subtitleName.js";

describe("the name of a subtitle file", () => {
  it("says the language, by its tag or its name, beside other marks and whatever its case", () => {
    const languages = {
      ".srt": undefined,
      ".VTT": undefined,
      ".en.srt": "en",
      ".EN.Srt": "en",
      ".pt-BR.forced.srt": "pt-BR",
      ".pt_br.srt": "pt-BR",
      ".ger.srt": "de",
      ".English.srt": "en",
      ".Brazilian Portuguese.vtt": "pt-BR",
      ".Deutsch.sdh.srt": "de",
      ".Français.srt": "fr",
      ".中文.srt": "zh",
      ".zh-Hant.default.srt": "zh-Hant",
      ".forced.en.srt": "en",
      ".sdh.srt": undefined,
      ".cc.vtt": undefined,
      ".hi.srt": "hi",
      ".en.hi.srt": "en",
      ".en.2.srt": "en",
      ".und.srt": undefined,
      ".en_forced.srt": "en",
      ".English (SDH).srt": "en",
      ".pt-BR[cc].srt": "pt-BR",
      ".zh-CN.srt": "zh-CN",
      ".chs.srt": "zh-Hans",
      ".jp.srt": "ja",
      ".Chinese (Simplified).srt": "zh-Hans",
    };
    for (const [ending, language] of Object.entries(languages)) {
      expect(parseSubtitleName(ending), ending).to.deep.equal({ language });
    }
  });

  it("may be that of another video", () => {
    for (const ending of [".part2.srt", ".2.srt", ".mp4.srt", ".1080p.srt", ".en.de.srt", ".txt", "srt", ".en", ""])
      expect(parseSubtitleName(ending), ending).to.equal(undefined);
  });

  it("is for those who ask for its language or for a wider one", () => {
    expect(isInLanguage("en-GB", "en")).to.equal(true);
    expect(isInLanguage("en", "en")).to.equal(true);
    expect(isInLanguage("en", "en-GB")).to.equal(false);
    expect(isInLanguage("enm", "en")).to.equal(false);
    expect(toLanguage("nonsense")).to.equal(undefined);
  });
});
