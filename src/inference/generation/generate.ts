import { createDecoder, type DecoderParts } from "./decoder.js";
import { generateTokens } from "./generateTokens.js";
import { createGuidedDecoder } from "./guidedDecoder.js";
import type { GeneratedToken, GenerationRequest } from "./request.js";

/** Writes a text with a decoder, in the thread that its session runs in; {@link generateTokens} says how it ends. */
export function generate(
  parts: DecoderParts,
  request: GenerationRequest,
  signal: AbortSignal,
): AsyncGenerator<GeneratedToken> {
  const { guidance } = request;
  const decoder = createDecoder(parts, request);
  const guided = guidance
    ? createGuidedDecoder(decoder, createDecoder(parts, { ...request, prompt: guidance.prompt }), guidance.scale)
    : decoder;
  return generateTokens(guided, request, signal);
}
