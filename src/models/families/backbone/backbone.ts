import { openOnnxSession } from "../../../inference/session/onnxSession.js";
import { providerNames } from "../../../inference/session/providers.js";
import { openPromptTokeniser } from "../../../inference/text/promptTokeniser.js";
import { filesOf } from "../../manifest/fields.js";
import { identityOf } from "../../manifest/identity.js";
import type { TextGenerator } from "../../capabilities/generation.js";
import type { DeclaredModel, OpenPart, OpenPartOptions } from "../family.js";
import { toSessionOptions, toStated } from "../openGraph.js";
import { createFrameWriter } from "./frameWriter.js";
import { backboneSchema, type BackboneManifest } from "./manifest.js";
import { createPromptedDecoder } from "./promptedDecoder.js";

/** The family of language models that were taught to read the features of a vision encoder (LLaVA, https://arxiv.org/abs/2304.08485). */
export function declareBackbone(manifest: BackboneManifest): DeclaredModel {
  const { vision, embedder, decoder, tokenizer } = manifest;
  return {
    identity: identityOf("backbone", backboneSchema, manifest),
    files: [...[vision, embedder, decoder].flatMap(filesOf), tokenizer],
    openers: { generation: (options) => openGeneration(manifest, options) },
  };
}

/** The vision encoder runs in one thread, the language model with its cache and its embedder in another. */
async function openGeneration(manifest: BackboneManifest, options: OpenPartOptions): Promise<OpenPart<TextGenerator>> {
  const tokeniser = await openPromptTokeniser(toStated(manifest.tokenizer, options));
  const opened = await Promise.allSettled([
    openOnnxSession(toSessionOptions(manifest.vision, options, providerNames)),
    openOnnxSession({
      ...toSessionOptions(manifest.decoder, options, providerNames),
      tokenEmbedder: toSessionOptions(manifest.embedder, options),
    }),
  ]);
  const close = async () => {
    for (const one of opened) if (one.status === "fulfilled") await one.value[Symbol.asyncDispose]();
  };
  const [vision, language] = opened;
  try {
    if (vision.status === "rejected") throw vision.reason;
    if (language.status === "rejected") throw language.reason;
    const decoder = createPromptedDecoder({ ...manifest, session: language.value, tokeniser });
    return {
      value: createFrameWriter({ ...manifest, session: vision.value, decoder }),
      provider: () => language.value.provider,
      [Symbol.asyncDispose]: close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
