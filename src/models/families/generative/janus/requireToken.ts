import { KinodexError } from "../../../../core/errors.js";
import type { PromptTokeniser } from "../../../../inference/text/promptTokeniser.js";

/**
 * The id of a token that a manifest names.
 *
 * @throws {KinodexError} `model` where the tokeniser has none of that name
 */
export function requireToken(id: string, tokeniser: Pick<PromptTokeniser, "idOf">, token: string): number {
  const tokenId = tokeniser.idOf(token);
  if (tokenId !== undefined) return tokenId;
  throw new KinodexError("model", `the tokeniser of ${id} has no token ${token}`, { model: id, token });
}
