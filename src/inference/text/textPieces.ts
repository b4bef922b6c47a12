import type { GeneratedToken } from "../generation/request.js";

/** What a token adds to a text, and the natural logarithm of the token's probability. */
export interface WrittenPiece {
  readonly text: string;
  readonly logProbability?: number;
}

/**
 * The text of tokens as they are written, word by word: a tokeniser may still change the word that it is at, and the space
 * before it. A token that does not end a word adds nothing; what is left when the tokens end comes last, without a probability.
 */
export async function* toTextPieces(
  tokens: AsyncIterable<GeneratedToken>,
  tokeniser: { decode(ids: Iterable<number>): string },
): AsyncGenerator<WrittenPiece> {
  const ids: number[] = [];
  let said = "";
  let whole = "";
  for await (const { id, logProbability } of tokens) {
    ids.push(id);
    whole = tokeniser.decode(ids);
    const settled = whole.slice(0, Math.max(said.length, whole.search(/\s*\S*$/)));
    yield { text: settled.slice(said.length), logProbability };
    said = settled;
  }
  if (whole.length > said.length) yield { text: whole.slice(said.length) };
}
