import { Tokenizer } from "@huggingface/tokenizers";
import type { StatedFile } from "../session/verifiedFile.js";
import { readTokenizerFile } from "./tokenizerFile.js";

/** A `tokenizer.json` of the Hugging Face tokenizers library, and what a model wants of it. */
export interface TokeniserOptions extends StatedFile {
  /** Tokens of one text, padding included. */
  readonly contextLength: number;
  readonly padTokenId: number;
  /** Where the padding is put. Default: right. */
  readonly paddingSide?: "right" | "left";
  /** Whether texts are lower-cased first, where the file does not say so itself. Default: false. */
  readonly lowerCase?: boolean;
}

/** Token ids and attention mask of `N` texts, both `[N, contextLength]`; the mask is 0 on padding. */
export interface TokenBatch {
  readonly ids: Int32Array;
  readonly mask: Int32Array;
}

/** Turns texts into token ids, and back. */
export interface Tokeniser {
  readonly contextLength: number;
  /** Pads each text to the context length, or cuts it there and keeps its end token. */
  encode(texts: readonly string[]): TokenBatch;
  /** The text of token ids, without the special ones: padding, and what marks where a text starts and ends. */
  decode(ids: Iterable<number>): string;
}

/**
 * Reads a tokeniser.
 *
 * @throws {KinodexError} `environment` when the file cannot be read, `model` when it is not the expected one
 */
export async function openTokeniser(options: TokeniserOptions): Promise<Tokeniser> {
  const { contextLength, padTokenId, paddingSide = "right", lowerCase = false } = options;
  const tokenizer = new Tokenizer(await readTokenizerFile(options), {});
  const ofNoText = tokenizer.encode("").ids;
  const special = new Set([...ofNoText, padTokenId]);

  const tokensOf = (text: string): readonly number[] => {
    const { ids } = tokenizer.encode(lowerCase ? text.toLowerCase() : text);
    // Without a token for the unknown, what the vocabulary lacks has no id.
    return ids.filter((id: unknown): id is number => Number.isInteger(id));
  };

  return {
    contextLength,

    encode(texts) {
      const ids = new Int32Array(texts.length * contextLength).fill(padTokenId);
      const mask = new Int32Array(texts.length * contextLength);
      for (const [row, text] of texts.entries()) {
        const tokens = truncate(tokensOf(text), contextLength, ofNoText.at(-1));
        const padding = paddingSide === "left" ? contextLength - tokens.length : 0;
        const start = row * contextLength + padding;
        ids.set(tokens, start);
        mask.fill(1, start, start + tokens.length);
      }
      return { ids, mask };
    },

    decode(ids) {
      const said = Array.from(ids).filter((id) => !special.has(id) && tokenizer.id_to_token(id) !== undefined);
      return said.length === 0 ? "" : tokenizer.decode(said, { skip_special_tokens: true }).trim();
    },
  };
}

/** @param endTokenId the last token that the tokeniser adds to every text, where it adds one. */
function truncate(ids: readonly number[], length: number, endTokenId: number | undefined): readonly number[] {
  if (ids.length <= length) return ids;
  const endsWithToken = endTokenId !== undefined && ids.at(-1) === endTokenId;
  return endsWithToken ? [...ids.slice(0, length - 1), endTokenId] : ids.slice(0, length);
}
