import type { InferenceSession } from "onnxruntime-node";
import { createDecoder } from "./decoder.js";
import { generateTokens } from "./generateTokens.js";
import type { GeneratedToken, GenerationRequest } from "./request.js";

/** Writes a text with a decoder, in the thread that its session runs in; {@link generateTokens} says how it ends. */
export function generate(
  session: InferenceSession,
  embedder: InferenceSession | undefined,
  request: GenerationRequest,
  signal: AbortSignal,
): AsyncGenerator<GeneratedToken> {
  return generateTokens(createDecoder(session, embedder, request), request, signal);
}
