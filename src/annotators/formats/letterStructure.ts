/** What statistics over letters tell of long texts, a few rules of writing tell of a single line. */
interface Structure {
  /** Letters that texts in it have; `share` of them at least are. */
  readonly usual: RegExp;
  readonly share: number;
  /** What such texts never have. */
  readonly never?: RegExp;
  /** In the percents of chardet. */
  readonly likelihood: number;
}

const kana: Structure = {
  usual: /[\p{Script=Hiragana}\p{Script=Katakana}ー]/u,
  share: 0.3,
  never: /[\uff61-\uff9f]/,
  likelihood: 105,
};
/** Small letters may follow a capital, but no capital a small one. */
const cyrillic: Structure = {
  usual: /\p{Script=Cyrillic}/u,
  share: 0.9,
  never: /\p{Ll}\p{Lu}|\p{Script=Cyrillic}[a-z]|[a-z]\p{Script=Cyrillic}/u,
  likelihood: 60,
};
const thaiMarks = "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e";

const structures: Readonly<Record<string, Structure>> = {
  shift_jis: kana,
  "euc-jp": kana,
  "euc-kr": {
    usual: /[이다가는에은을를의지고하나어아기도로서사해그니요리시한만자대들있거게인안]/u,
    share: 0.2,
    never: /\p{Script=Han}/u,
    likelihood: 95,
  },
  gb18030: { usual: /[的一是不我你了在有人好这他们来个大说上吗呢吧谢们去天很没什么]/u, share: 0.2, likelihood: 90 },
  big5: { usual: /[的一是不我你了在有人好這他們來個大說上嗎呢吧謝去天很沒什麼]/u, share: 0.2, likelihood: 90 },
  "windows-1251": cyrillic,
  "koi8-r": cyrillic,
  "windows-874": {
    usual: /[\u0e01-\u0e2e]/u,
    share: 0.4,
    // vowels and tones stand at a consonant
    never: new RegExp(
      `(?:^|[^\u0e01-\u0e2e${thaiMarks}])[\u0e30\u0e32\u0e33${thaiMarks}]|[\u0e40-\u0e44](?![\u0e01-\u0e2e])|[^\\p{Script=Thai}\\P{L}]`,
      "u",
    ),
    likelihood: 95,
  },
};

/** Encodings of which {@link likelihoodOf} tells more than that something is unlikely. */
export const structuredEncodings: readonly string[] = Object.keys(structures);

/** Narrow Katakana, frames of boxes, controls: what one reads in a wrong encoding. */
const unusual = /[\uff61-\uff9f\u2500-\u259f\x80-\x9f\ue000-\uf8ff]/u;

/** What speaks for (above 0) or against an encoding in which some bytes are this text; in the percents of chardet. */
export function likelihoodOf(encoding: string, text: string): number {
  const letters = text.match(/\p{L}/gu) ?? [];
  const foreign = letters.filter((letter) => letter > "\x7f");
  const isLatin = foreign.every((letter) => /\p{Script=Latin}/u.test(letter));
  let likelihood = unusual.test(text) ? -50 : 0;
  if (isLatin && foreign.length > letters.length / 2) likelihood -= 60; // accents are the exception
  const structure = structures[encoding];
  if (!structure || structure.never?.test(text) || foreign.length < 2) return likelihood;
  const share = foreign.filter((letter) => structure.usual.test(letter)).length / foreign.length;
  return likelihood + (share >= structure.share ? structure.likelihood : 0);
}
