import { setImmediate } from "node:timers/promises";
import { createTokenChoice, type TokenRules } from "./chooseToken.js";
import type { Decoder } from "./decoder.js";
import type { GeneratedToken, GenerationRequest } from "./request.js";

/**
 * Writes a text token by token, up to and with the token that ends it, or `maxNewTokens`.
 *
 * Between two tokens its thread hears what it is told meanwhile; it stops before the next one when `signal` is aborted.
 */
export async function* generateTokens(
  decoder: Decoder,
  request: TokenRules & Pick<GenerationRequest, "maxNewTokens">,
  signal: AbortSignal,
): AsyncGenerator<GeneratedToken> {
  const { endTokenIds, maxNewTokens } = request;
  const choose = createTokenChoice(request);
  const ids: number[] = [];
  for (let n = 0; n < maxNewTokens; n += 1) {
    await setImmediate();
    if (signal.aborted) return;
    const token = choose(await decoder.next(ids.at(-1)), ids);
    ids.push(token.id);
    const attention = decoder.attention?.();
    yield attention ? { ...token, attention } : token;
    if (endTokenIds.includes(token.id)) return;
  }
}
