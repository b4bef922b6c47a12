import { z } from "zod";
import { KinodexError } from "../../../core/errors.js";
import { toFault } from "../../../core/schemaFault.js";
import type { FetchedSettings } from "../hubLayout.js";

/** Pixels that a picture's edge may have; the largest towers take 1,024. */
export const maxEdge = 4096;

/** A special token, in the two ways in which it is written. */
export const token = z.union([z.string(), z.object({ content: z.string() }).transform(({ content }) => content)]);

const tokenizerConfig = z.object({
  tokenizer_class: z.string().optional(),
  model_max_length: z.number().optional(),
  pad_token: token.nullish(),
  mask_token: token.nullish(),
  padding_side: z.enum(["right", "left"]).optional(),
  do_lower_case: z.boolean().optional(),
});

const tokenizer = z.object({
  added_tokens: z.array(z.object({ id: z.int(), content: z.string() })).default([]),
  model: z.object({ vocab: z.unknown() }),
});

/** What a repository says of its tokeniser, and the id of the token that pads; see {@link readTokenizerSettings}. */
export interface TokenizerSettings {
  readonly className: string;
  /** Where the repository states one; some state 10^30. */
  readonly maxTokens: number | undefined;
  readonly padTokenId: number | undefined;
  /** The token that stands for a word to be guessed, where there is one. */
  readonly maskTokenId: number | undefined;
  readonly paddingSide: "right" | "left";
  readonly lowersCase: boolean;
}

const plausibleTokens = 4096;

/** Reads the settings of the tokeniser in a folder of a repository. */
export function readTokenizerSettings(fetched: FetchedSettings, folder = ""): TokenizerSettings {
  const config = readSettings(fetched, `${folder}tokenizer_config.json`, tokenizerConfig, {});
  const { model_max_length: maxLength = Number.POSITIVE_INFINITY, pad_token: padToken, mask_token: maskToken } = config;
  const toId = (content: string | null | undefined) =>
    typeof content === "string" ? tokenIdOf(fetched, `${folder}tokenizer.json`, content) : undefined;
  return {
    className: config.tokenizer_class ?? "",
    maxTokens: maxLength <= plausibleTokens ? maxLength : undefined,
    padTokenId: toId(padToken),
    maskTokenId: toId(maskToken),
    paddingSide: config.padding_side ?? "right",
    lowersCase: config.do_lower_case === true,
  };
}

/**
 * Reads a JSON file of a repository by a schema; `otherwise` where there is none of that path.
 *
 * @throws {KinodexError} `model` where it is missing without an `otherwise`, or is not what the schema says
 */
export function readSettings<Settings>(
  fetched: FetchedSettings,
  path: string,
  schema: z.ZodType<Settings>,
  otherwise?: Settings,
): Settings {
  const content = fetched.json(path);
  if (content === undefined && otherwise !== undefined) return otherwise;
  const parsed = schema.safeParse(content);
  if (parsed.success) return parsed.data;
  const fault = content === undefined ? "there is none" : parsed.error.issues.map(toFault).join("; ");
  throw new KinodexError("model", `${path} of ${fetched.about.id} cannot be used: ${fault}`, { path });
}

/**
 * The id of a token by how the repository's `tokenizer.json` writes it.
 *
 * @throws {KinodexError} `model` where it has none of that name
 */
export function requireTokenId(fetched: FetchedSettings, content: string): number {
  const id = tokenIdOf(fetched, "tokenizer.json", content);
  if (id !== undefined) return id;
  throw new KinodexError("model", `tokenizer.json of ${fetched.about.id} has no token ${content}`, { token: content });
}

/** The id of a token by how a `tokenizer.json` writes it; undefined where it has none of that name. */
export function tokenIdOf(fetched: FetchedSettings, path: string, content: string): number | undefined {
  const { added_tokens: added, model } = readSettings(fetched, path, tokenizer);
  const known = added.find((one) => one.content === content)?.id;
  if (known !== undefined) return known;
  const { vocab } = model;
  if (Array.isArray(vocab)) {
    const at = vocab.findIndex((entry) => Array.isArray(entry) && entry[0] === content);
    return at < 0 ? undefined : at;
  }
  const id = (vocab as Readonly<Record<string, unknown>> | undefined)?.[content];
  return typeof id === "number" ? id : undefined;
}
