import { createQueryError, type Place } from "./queryError.js";

/** A piece of a query. */
export interface Token extends Place {
  readonly kind: "word" | "quoted" | "open" | "close" | "comma";
  /** A word in lower case; what stands between quotes as it is. */
  readonly text: string;
}

const quotes: Readonly<Record<string, string>> = { '"': '"', "“": "”", "„": "“", "«": "»" };
const isSpace = /\s/;
const endsWord = /[\s()",;“”„«»]/;

/**
 * Cuts a query into words, quoted phrases, parentheses and commas (a semicolon counts as one), in one pass.
 *
 * @throws {KinodexError} `usage` for a quotation without its end.
 */
export function toTokens(query: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < query.length) {
    const character = query[at] as string;
    if (isSpace.test(character)) {
      at += 1;
    } else if (character === "(" || character === ")") {
      tokens.push({ kind: character === "(" ? "open" : "close", text: character, start: at, end: at + 1 });
      at += 1;
    } else if (character === "," || character === ";") {
      tokens.push({ kind: "comma", text: character, start: at, end: at + 1 });
      at += 1;
    } else if (quotes[character]) {
      const close = query.indexOf(quotes[character], at + 1);
      if (close < 0) {
        const place = { start: at, end: at + 1 };
        throw createQueryError(query, place, "this quotation does not end", '"a dog before a fence" then "a cat"');
      }
      tokens.push({ kind: "quoted", text: query.slice(at + 1, close).trim(), start: at, end: close + 1 });
      at = close + 1;
    } else {
      let end = at + 1;
      while (end < query.length && !endsWord.test(query[end] as string)) end += 1;
      tokens.push({ kind: "word", text: query.slice(at, end).toLowerCase(), start: at, end });
      at = end;
    }
  }
  return tokens;
}

/** A text without the full stops, exclamation and question marks at its end, in linear time as no pattern can. */
export function withoutStops(text: string): string {
  let end = text.length;
  while (end > 0 && ".!?".includes(text[end - 1] as string)) end -= 1;
  return text.slice(0, end);
}

/** The word that stands there, in lower case; undefined for anything else. */
export function textAt(tokens: readonly Token[], at: number): string | undefined {
  const token = tokens[at];
  return token?.kind === "word" ? token.text : undefined;
}

/** Whether a token closes or opens something that is explicit: a quotation, or a parenthesis of that kind. */
export function isBeside(token: Token | undefined, kind: "open" | "close"): boolean {
  return token?.kind === "quoted" || token?.kind === kind;
}

/** Whether a word is written in capitals. */
export function isShouted(query: string, { start, end }: Token): boolean {
  return /^[A-Z]{2,}$/.test(query.slice(start, end));
}
