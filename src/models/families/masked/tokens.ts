import { KinodexError } from "../../../core/errors.js";
import type { Tokeniser } from "../../../inference/text/tokeniser.js";
import type { GappedSentence } from "../../capabilities/matching.js";

/** Ids of the tokens of a text, with those that mark its start and end, without padding. */
export type TokenIds = readonly number[];

/** The tokens of a text. A text that is too long loses its end. */
export function toTokens(tokeniser: Tokeniser, text: string): TokenIds {
  const { ids, mask } = tokeniser.encode([text]);
  return [...ids].filter((_, at) => mask[at] === 1);
}

/** A sentence with a choice in its gap. */
export interface FilledSentence {
  readonly before: TokenIds;
  readonly choice: TokenIds;
  readonly after: TokenIds;
}

/**
 * Puts a choice into the gap of a sentence.
 *
 * Words are cut into tokens one by one, so what stands before and after the gap has the same tokens as without it.
 *
 * @throws {KinodexError} `usage` for a sentence that the model cannot take whole, and for a choice without words
 */
export function toFilledSentence(
  tokeniser: Tokeniser,
  { before, after }: GappedSentence,
  choice: string,
): FilledSentence {
  const words = [before, choice, after].map((part) => part.trim());
  const whole = toTokens(tokeniser, words.filter((part) => part !== "").join(" "));
  const marks = toTokens(tokeniser, "").length / 2; // one at the start, one at the end
  const lengths = [before, after].map((part) => toTokens(tokeniser, part).length - marks);
  const [start, end] = [lengths[0] as number, whole.length - (lengths[1] as number)];
  if (whole.length >= tokeniser.contextLength)
    throw new KinodexError("usage", `the sentence with "${choice}" has more words than the model takes: shorten it`, {
      maxTokens: tokeniser.contextLength,
    });
  if (end <= start) throw new KinodexError("usage", `the choice "${choice}" has no words: give some`, { choice });
  return { before: whole.slice(0, start), choice: whole.slice(start, end), after: whole.slice(end) };
}
