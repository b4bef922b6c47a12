import { setImmediate } from "node:timers/promises";
import { chooseToken } from "./chooseToken.js";
import type { Decoder } from "./decoder.js";
import type { GeneratedToken, GenerationRequest } from "./request.js";

/**
 * Writes a text token by token, up to and with the token that ends it, or `maxNewTokens`.
 *
 * Between two tokens its thread hears what it is told meanwhile; it stops before the next one when `signal` is aborted.
 */
export async function* generateTokens(
  decoder: Decoder,
  { endTokenIds, maxNewTokens }: Pick<GenerationRequest, "endTokenIds" | "maxNewTokens">,
  signal: AbortSignal,
): AsyncGenerator<GeneratedToken> {
  let token: GeneratedToken | undefined;
  for (let n = 0; n < maxNewTokens; n += 1) {
    await setImmediate();
    if (signal.aborted) return;
    token = chooseToken(await decoder.next(token?.id));
    yield token;
    if (endTokenIds.includes(token.id)) return;
  }
}
