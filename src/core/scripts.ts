const scripts = "Han Hiragana Katakana Bopomofo Hangul Thai Lao Khmer Myanmar".split(" ");
const letter = `(?=[\\p{L}\\p{Nl}])[${scripts.map((script) => `\\p{Script_Extensions=${script}}`).join("")}]\\p{M}*`;
const character = new RegExp(letter, "gu");
const runs = new RegExp(`(?:${letter})+`, "gu");
/** Points of Hebrew and Arabic, and what stretches a line of it: few write them, and nobody searches by them. */
const points = /[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670]/gu;

/** Text in which what is written alike is the same: composed, full-width letters narrow, without points. */
export function toComparable(text: string): string {
  return text.normalize("NFKC").replace(points, "");
}

/**
 * Text with spaces around each character of the scripts that write words without spaces between them, and of Hangul, in
 * which endings cling to words: a word of theirs is then a phrase of characters.
 */
export function spaceCharacters(text: string): string {
  return text.replace(character, " $& ");
}

/** Cuts text where a script that writes words without spaces begins or ends. */
export function splitByScript(text: string): { readonly text: string; readonly isSpaceless: boolean }[] {
  const pieces: { text: string; isSpaceless: boolean }[] = [];
  let end = 0;
  for (const { 0: run, index } of text.matchAll(runs)) {
    pieces.push({ text: text.slice(end, index), isSpaceless: false }, { text: run, isSpaceless: true });
    end = index + run.length;
  }
  pieces.push({ text: text.slice(end), isSpaceless: false });
  return pieces.filter((piece) => piece.text !== "");
}
