import { Tokenizer } from "@huggingface/tokenizers";
import { KinodexError, toMessage } from "../../core/errors.js";
import { readVerified } from "../session/verifiedFile.js";

export interface TokeniserOptions {
  /** A `tokenizer.json` of the Hugging Face tokenizers library. */
  readonly path: string;
  readonly sha256: string;
  /** Tokens of one text, padding included. */
  readonly contextLength: number;
  readonly padTokenId: number;
}

/** Token ids and attention mask of `N` texts, both `[N, contextLength]`; the mask is 0 on padding. */
export interface TokenBatch {
  readonly ids: BigInt64Array;
  readonly mask: BigInt64Array;
}

/** Turns texts into token ids. */
export interface Tokeniser {
  readonly contextLength: number;
  /** Pads each text to the context length, or cuts it there and keeps its end token. */
  encode(texts: readonly string[]): TokenBatch;
}

/**
 * Reads a tokeniser.
 *
 * @throws {KinodexError} `environment` when the file cannot be read, `model` when it is not the expected one.
 */
export async function openTokeniser(options: TokeniserOptions): Promise<Tokeniser> {
  const { contextLength, padTokenId } = options;
  const tokenizer = new Tokenizer(await readTokenizerFile(options), {});
  const endTokenId = tokenizer.encode("").ids.at(-1);
  return {
    contextLength,
    encode(texts) {
      const ids = new BigInt64Array(texts.length * contextLength).fill(BigInt(padTokenId));
      const mask = new BigInt64Array(texts.length * contextLength);
      for (const [row, text] of texts.entries()) {
        // Without a token for the unknown, what the vocabulary lacks has no id.
        const known = tokenizer.encode(text).ids.filter((id: unknown): id is number => Number.isInteger(id));
        const tokens = truncate(known, contextLength, endTokenId);
        const start = row * contextLength;
        for (const [n, token] of tokens.entries()) ids[start + n] = BigInt(token);
        mask.fill(1n, start, start + tokens.length);
      }
      return { ids, mask };
    },
  };
}

/** @param endTokenId the last token that the tokeniser adds to every text, where it adds one. */
function truncate(ids: readonly number[], length: number, endTokenId: number | undefined): readonly number[] {
  if (ids.length <= length) return ids;
  const endsWithToken = endTokenId !== undefined && ids.at(-1) === endTokenId;
  return endsWithToken ? [...ids.slice(0, length - 1), endTokenId] : ids.slice(0, length);
}

async function readTokenizerFile({ path, sha256 }: TokeniserOptions): Promise<object> {
  const bytes = await readVerified(path, sha256);
  try {
    return JSON.parse(bytes.toString("utf8")) as object;
  } catch (error) {
    throw new KinodexError("model", `the tokeniser ${path} is not JSON: ${toMessage(error)}`, { path }, error);
  }
}
