import { isUtf8 } from "node:buffer";
import { analyse } from "chardet";
import { likelihoodOf, structuredEncodings } from "./letterStructure.js";

/** A text file's bytes as text. */
export interface DecodedText {
  readonly text: string;
  /** Its encoding, where it was guessed. */
  readonly guess?: string;
  /** How many pieces of it are no valid text, each of which is one `\ufffd` now. */
  readonly brokenCount: number;
}

/** What a language was written in before UTF-8, beside those that {@link analyse} tells apart well. */
const encodingsOf: Readonly<Record<string, readonly string[]>> = {
  ...share("windows-1251 koi8-r iso-8859-5", "ru uk be bg mk sr kk"),
  ...share("windows-1250 iso-8859-2", "pl cs sk hu hr sl ro bs sq sr"),
  ...share("windows-1252 iso-8859-1", "en de fr es it pt nl da sv nb no fi is ca eu gl"),
  ...share("windows-1253 iso-8859-7", "el"),
  ...share("windows-1254 iso-8859-9", "tr az"),
  ...share("windows-1255 iso-8859-8", "he"),
  ...share("windows-1256 iso-8859-6", "ar fa ur"),
  ...share("windows-1257", "lt lv et"),
  ...share("windows-1258", "vi"),
  ...share("windows-874", "th"),
  ...share("gb18030 big5", "zh"),
  ...share("shift_jis euc-jp", "ja"),
  ...share("euc-kr", "ko"),
};

/** What windows-1252 has from 0x80 on, where some versions of Node see controls (nodejs/node#56542). */
const western = "€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ";

/** The rest of a long text tells no more. */
const maxBytesToGuess = 2 ** 20;

function share(encodings: string, languages: string): Record<string, readonly string[]> {
  return Object.fromEntries(languages.split(" ").map((language) => [language, encodings.split(" ")]));
}

/**
 * Decodes text: by its mark, as UTF-8 where it is that, as UTF-16 by its zeros, else by a guess from its letters.
 *
 * @param language BCP 47; what a file's name says about it makes the guess better.
 */
export function decodeText(bytes: Uint8Array, language?: string): DecodedText {
  const marked = markedEncoding(bytes) ?? (isValidUtf8(bytes) ? "utf-8" : undefined);
  if (marked) return decodeAs(bytes, marked);
  const guess = widthOf(bytes) ?? guessEncoding(bytes, language);
  return guess === "utf-8" ? decodeAs(bytes, guess) : { ...decodeAs(bytes, guess), guess };
}

function decodeAs(bytes: Uint8Array, encoding: string): DecodedText {
  const decoded = new TextDecoder(encoding).decode(bytes);
  const isWestern = /^(windows-1252|iso-8859-1)$/.test(encoding);
  const text = isWestern
    ? decoded.replace(/[\x80-\x9f]/g, (code) => western[code.charCodeAt(0) - 0x80] ?? code)
    : decoded;
  return { text, brokenCount: text.match(/\ufffd+/g)?.length ?? 0 };
}

function markedEncoding([first, second, third]: Uint8Array): string | undefined {
  if (first === 0xff && second === 0xfe) return "utf-16le";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  return first === 0xef && second === 0xbb && third === 0xbf ? "utf-8" : undefined;
}

/** Zeros are valid UTF-8 too, and what UTF-16 makes of digits. */
function isValidUtf8(bytes: Uint8Array): boolean {
  return isUtf8(bytes) && widthOf(bytes) === undefined;
}

/** UTF-16 without a mark: the digits of its times have zeros on one side. */
function widthOf(bytes: Uint8Array): string | undefined {
  const zeros = [0, 0];
  for (const [n, byte] of bytes.subarray(0, 4096).entries()) if (byte === 0) zeros[n % 2]! += 1;
  const [even = 0, odd = 0] = zeros;
  if (Math.max(even, odd) < Math.min(bytes.length, 4096) / 20 || Math.max(even, odd) < 4) return undefined;
  return odd > even ? "utf-16le" : "utf-16be";
}

/** The likeliest encoding: by statistics of letters, by how they stand together, and by what `language` is written in. */
function guessEncoding(bytes: Uint8Array, language: string | undefined): string {
  const telling = tellingLines(bytes.subarray(0, maxBytesToGuess)).subarray(0, maxBytesToGuess / 16);
  const likelihoods = new Map<string, number>();
  for (const { name, confidence } of analyse(telling)) likelihoods.set(name.toLowerCase(), confidence);
  const add = (name: string, likelihood: number) => likelihoods.set(name, (likelihoods.get(name) ?? 0) + likelihood);
  for (const [n, name] of (encodingsOf[language?.split("-")[0] ?? ""] ?? []).entries()) add(name, 50 - n);
  for (const name of new Set([...likelihoods.keys(), ...structuredEncodings])) {
    const decoded = /^(utf-(16|32)|ascii)/.test(name) ? undefined : tryToDecode(telling, name);
    // a file may be damaged somewhere, as by a cut within a letter
    if (decoded === undefined || decoded.brokenCount > telling.length / 60) likelihoods.delete(name);
    else add(name, likelihoodOf(name, decoded.text) - (decoded.brokenCount > 0 ? 20 : 0));
  }
  const [best] = [...likelihoods].sort(([, a], [, b]) => b - a);
  return best?.[0] ?? "windows-1252";
}

/** Undefined for an encoding that Node does not know. */
function tryToDecode(bytes: Uint8Array, encoding: string): DecodedText | undefined {
  try {
    return decodeAs(bytes, encoding);
  } catch {
    return undefined;
  }
}

/** The lines that are not plain ASCII: times and numbers tell nothing. */
function tellingLines(bytes: Uint8Array): Uint8Array {
  const lines = Buffer.from(bytes)
    .toString("latin1")
    .split(/[\r\n]+/);
  return Buffer.from(lines.filter((line) => /[\x80-\xff]/.test(line)).join("\n"), "latin1");
}
