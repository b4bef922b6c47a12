import { KinodexError } from "../../core/errors.js";

/**
 * Where the next tokens of a text stand, as a decoder is told: `[1, count]`, or `[axes, 1, count]` where `prompt` says the places of
 * the text's first tokens on several axes.
 *
 * @param before how many tokens come before them
 * @throws {KinodexError} `usage` where a prompt has more or fewer places than tokens
 */
export function placesOf(
  prompt: readonly (readonly number[])[] | undefined,
  before: number,
  count: number,
): { readonly dims: readonly number[]; readonly values: Int32Array } {
  if (!prompt) return { dims: [1, count], values: Int32Array.from({ length: count }, (_, n) => before + n) };
  const dims = [prompt.length, 1, count];
  const [{ length: promptLength } = []] = prompt;
  if (before > 0) {
    const first = 1 + prompt.flat().reduce((highest, place) => Math.max(highest, place), -1) + before - promptLength;
    return { dims, values: Int32Array.from({ length: prompt.length * count }, (_, n) => first + (n % count)) };
  }
  const wrong = prompt.find(({ length }) => length !== count);
  if (wrong) throw new KinodexError("usage", `a prompt of ${count} tokens has ${wrong.length} places`, { count });
  return { dims, values: Int32Array.from(prompt.flat()) };
}
