import { Tokenizer } from "@huggingface/tokenizers";
import type { StatedFile } from "../session/verifiedFile.js";
import { readTokenizerFile } from "./tokenizerFile.js";

/** Turns prompts into token ids, and the ids that a model writes into text. */
export interface PromptTokeniser {
  /**
   * Ids of a prompt, in which special tokens are written out.
   *
   * @param addsSpecial whether it also gets those that the tokeniser adds to every text.
   */
  encode(prompt: string, addsSpecial: boolean): readonly number[];
  /** The text of token ids, without the special ones. */
  decode(ids: Iterable<number>): string;
  /** The id of a token as it is written; `undefined` where there is none. */
  idOf(token: string): number | undefined;
  /** How the vocabulary writes a token; `undefined` for an id that it lacks. */
  nameOf(id: number): string | undefined;
  /** A text without what is written like a special token, so that it can say nothing to the model but its words. */
  toPlain(text: string): string;
}

/**
 * Reads a `tokenizer.json` of the Hugging Face tokenizers library.
 *
 * @throws {KinodexError} `environment` when the file cannot be read, `model` when it is not the expected one
 */
export async function openPromptTokeniser(file: StatedFile): Promise<PromptTokeniser> {
  const stated = await readTokenizerFile(file);
  const tokenizer = new Tokenizer(stated, {});
  const toSaid = isWordPiece(stated) ? joinCompounds : (text: string) => text;
  const special = [...tokenizer.get_added_tokens_decoder().values()].map(({ content }) => content);
  return {
    encode(prompt, addsSpecial) {
      const { ids } = tokenizer.encode(prompt, { add_special_tokens: addsSpecial });
      // without a token for the unknown, what the vocabulary lacks has no id
      return ids.filter((id: unknown): id is number => Number.isInteger(id));
    },
    decode(ids) {
      const known = Array.from(ids).filter((id) => tokenizer.id_to_token(id) !== undefined);
      return known.length === 0 ? "" : toSaid(tokenizer.decode(known, { skip_special_tokens: true }));
    },
    idOf: (token) => tokenizer.token_to_id(token),
    nameOf: (id) => tokenizer.id_to_token(id),
    toPlain(text) {
      let plain = text;
      // what is left of "<im<image>age>" would be one again
      for (let before = ""; before !== plain;) {
        before = plain;
        for (const token of special) plain = plain.replaceAll(token, "");
      }
      return plain;
    },
  };
}

const isWordPiece = (stated: { readonly decoder?: { readonly type?: unknown } | null }): boolean =>
  stated.decoder?.type === "WordPiece";

/**
 * "hot - air balloon" as it is written: WordPiece takes a hyphen for a word, and puts spaces around it. A dash between words
 * looks the same there, and is joined too; in captions it is hardly ever one.
 */
const joinCompounds = (text: string): string => text.replaceAll(/(?<=[\p{L}\p{N}]) - (?=[\p{L}\p{N}])/gu, "-");
