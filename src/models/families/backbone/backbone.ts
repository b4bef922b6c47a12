import { openOnnxSession, type OnnxSession } from "../../../inference/session/onnxSession.js";
import { providerNames } from "../../../inference/session/providers.js";
import { openPromptTokeniser } from "../../../inference/text/promptTokeniser.js";
import { filesOf, type GraphFile } from "../../manifest/fields.js";
import { identityOf } from "../../manifest/identity.js";
import type { DeclaredModel, OpenPart, OpenPartOptions } from "../family.js";
import { toSessionOptions, toStated } from "../openGraph.js";
import { createFrameWriter } from "./frameWriter.js";
import { backboneSchema, type BackboneManifest } from "./manifest.js";
import { createPictureReader } from "./pictureReader.js";
import { createPrefixWriter } from "./prefixWriter.js";
import { createPromptedDecoder, type PromptedDecoder } from "./promptedDecoder.js";

/**
 * The family of language models that were taught to read the features of a vision encoder (LLaVA,
 * https://arxiv.org/abs/2304.08485), or what a mapper makes of stored embeddings (Frozen, https://arxiv.org/abs/2106.13884).
 */
export function declareBackbone(manifest: BackboneManifest): DeclaredModel {
  const { vision, mapper, embedder, decoder, tokenizer } = manifest;
  const graphs = [vision, mapper, embedder, decoder].filter((graph) => graph !== undefined);
  return {
    identity: identityOf("backbone", backboneSchema, manifest),
    files: [...graphs.flatMap(filesOf), tokenizer],
    openers: {
      ...(vision && {
        generation: (options) =>
          openWriter(manifest, vision, options, (parts) =>
            createFrameWriter({
              ...manifest,
              decoder: parts.decoder,
              reader: createPictureReader(vision, parts.session),
            }),
          ),
      }),
      ...(mapper && {
        prefix: (options) =>
          openWriter(manifest, mapper, options, (parts) => createPrefixWriter({ ...manifest, ...parts, mapper })),
      }),
    },
  };
}

/** What writes: a reader of what is described, and the language model that continues from it. */
interface WriterParts {
  readonly session: OnnxSession;
  readonly decoder: PromptedDecoder;
}

/** The reader runs in one thread, the language model with its cache and its embedder in another. */
async function openWriter<Writer>(
  manifest: BackboneManifest,
  reader: GraphFile,
  options: OpenPartOptions,
  create: (parts: WriterParts) => Writer,
): Promise<OpenPart<Writer>> {
  const tokeniser = await openPromptTokeniser(toStated(manifest.tokenizer, options));
  const opened = await Promise.allSettled([
    openOnnxSession(toSessionOptions(reader, options, providerNames)),
    openOnnxSession({
      ...toSessionOptions(manifest.decoder, options, providerNames),
      tokenEmbedder: toSessionOptions(manifest.embedder, options),
    }),
  ]);
  const close = async () => {
    for (const one of opened) if (one.status === "fulfilled") await one.value[Symbol.asyncDispose]();
  };
  const [session, language] = opened;
  try {
    if (session.status === "rejected") throw session.reason;
    if (language.status === "rejected") throw language.reason;
    const decoder = createPromptedDecoder({ ...manifest, session: language.value, tokeniser });
    return {
      value: create({ session: session.value, decoder }),
      provider: () => language.value.provider,
      [Symbol.asyncDispose]: close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
