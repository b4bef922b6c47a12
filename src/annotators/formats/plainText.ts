import { decodeEntities } from "./entities.js";

const tagNames = "i|b|u|s|em|strong|font|span|big|small|c|v|lang|ruby|div|body|sync|tt|a|pre|h[1-6]";
/** Tags that subtitles have, and times within a cue; `<laughs>` and `x < y > z` are words. */
const tags = new RegExp(`</?(?:${tagNames})(?=[\\s./>:])[^<>]*>|<\\d[\\d:.]*>`, "gi");
const breaks = /<\/?(?:br|p)\b[^<>]*>|\\[Nnh]/gi;
/** Readings of characters, which stand above them and not in the line. */
const ruby = /<rt\b[^<>]*>.*?(?:<\/rt>|(?=<\/ruby>)|$)/gis;
/** What ASS and MicroDVD put between words: a drawing, a style, a place. */
const drawings = /\{[^{}]{0,99}\\p[1-9][^{}]{0,99}\}.*?(?:\{[^{}]{0,99}\\p0[^{}]{0,99}\}|$)/gs;
const overrides = /\{\\[^{}]*\}|\{[a-z]:[^{}]*\}/gi;
/** Characters that are never seen and would cut a word in two. */
const invisible = /[\u00ad\u200b\u2060\ufeff]/g;

/** The words of a cue as a player shows them, in one line: without tags, override codes, entities and superfluous spaces. */
export function toPlainText(markup: string): string {
  const withoutMarkup = markup
    .replace(drawings, " ")
    .replace(overrides, "")
    .replace(ruby, "")
    .replace(breaks, " ")
    .replace(tags, "");
  return decodeEntities(withoutMarkup)
    .replace(invisible, "")
    .replace(/[\p{Cc}\s]+/gu, " ")
    .trim();
}
