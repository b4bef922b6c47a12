import { z } from "zod";
import { KinodexError } from "../../../../core/errors.js";
import type { FetchedSettings } from "../../hubLayout.js";
import { readSettings } from "../../layouts/settings.js";

const generation = z.object({ eos_token_id: z.union([z.int(), z.array(z.int())]).nullish() });
const tokenizer = z.object({ added_tokens: z.array(z.object({ id: z.int(), content: z.string() })).default([]) });

/** How a repository's tokeniser writes a token that it adds. Throws `model` where there is none of that id. */
export function nameOfToken(fetched: FetchedSettings, id: number): string {
  const { added_tokens: added } = readSettings(fetched, "tokenizer.json", tokenizer);
  const found = added.find((one) => one.id === id);
  if (found) return found.content;
  const message = `${fetched.about.id} puts pictures in the places of the token ${id}, which its tokenizer.json does not add`;
  throw new KinodexError("model", message, { id });
}

/** The tokens that end a text. Throws `model` where none is stated, and there is no `otherwise`. */
export function readEndTokens(fetched: FetchedSettings, otherwise: number | undefined): readonly number[] {
  const { eos_token_id: stated } = readSettings(fetched, "generation_config.json", generation, {});
  const ids = [stated ?? otherwise ?? []].flat();
  if (ids.length > 0) return ids;
  throw new KinodexError("model", `${fetched.about.id} states no token that ends a text (eos_token_id)`, {});
}
