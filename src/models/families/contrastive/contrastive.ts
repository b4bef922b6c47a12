import type { TextEncoder } from "../../../inference/encoding/encoders.js";
import { createImageEncoder } from "../../../inference/encoding/imageEncoder.js";
import { readKnownTexts, rememberTexts } from "../../../inference/encoding/knownTexts.js";
import { createTextEncoder } from "../../../inference/encoding/textEncoder.js";
import { openOnnxSession, type OnnxSession, type OnnxSessionOptions } from "../../../inference/session/onnxSession.js";
import { toProviderOrder, type ProviderName } from "../../../inference/session/providers.js";
import { openSessionPool } from "../../../inference/session/sessionPool.js";
import { openTokeniser } from "../../../inference/text/tokeniser.js";
import type { ModelFile } from "../../manifest/fields.js";
import { identityOf } from "../../manifest/identity.js";
import { createOpenOnce } from "../../openOnce.js";
import type { DeclaredModel, OpenPart, OpenPartOptions } from "../family.js";
import type { ContrastiveManifest } from "./manifest.js";
import { createOnnxPooler } from "./onnxPooler.js";

/** The family of encoders that were trained to bring a picture and its text together in one space. */
export function declareContrastive(manifest: ContrastiveManifest): DeclaredModel {
  const { id, dimension, image, text, temporal } = manifest;
  return {
    identity: identityOf({ ...manifest, family: "contrastive" }),
    files: [image, text, text.tokenizer, text.known, temporal].filter((file) => file !== undefined),
    openers: {
      async image(options) {
        const session = await openSessionPool(toSessionOptions(image, options, undefined));
        const encoder = createImageEncoder({
          session,
          modelId: id,
          dimension,
          spec: { ...image, fit: image.resize },
          input: image.input,
          output: image.output,
          maxInFlight: session.size + 1,
        });
        return toPart(encoder, session);
      },

      text: (options) =>
        text.known ? openKnownTexts(manifest, text.known, options) : openTextEncoder(manifest, options),

      ...(temporal && {
        async temporal(options) {
          const session = await openOnnxSession(toSessionOptions(temporal, options));
          return toPart(createOnnxPooler({ ...temporal, session, name: id, dimension }), session);
        },
      }),
    },
  };
}

async function openTextEncoder(
  { id, dimension, text, logitScale }: ContrastiveManifest,
  options: OpenPartOptions,
): Promise<OpenPart<TextEncoder>> {
  const { sha256 } = text.tokenizer;
  const [session, tokeniser] = await Promise.all([
    openOnnxSession(toSessionOptions(text, options)),
    openTokeniser({ ...text, path: options.locate(text.tokenizer), sha256 }),
  ]);
  return toPart(createTextEncoder({ ...text, session, tokeniser, modelId: id, dimension, logitScale }), session);
}

/** A text encoder that is loaded for the first text whose embedding does not ship with the model. */
async function openKnownTexts(
  manifest: ContrastiveManifest,
  file: ModelFile,
  options: OpenPartOptions,
): Promise<OpenPart<TextEncoder>> {
  const { id, dimension, logitScale } = manifest;
  const known = await readKnownTexts(options.locate(file), file.sha256, dimension);
  const encoder = createOpenOnce(() => openTextEncoder(manifest, options));
  const open = async () => (await encoder.open()).value;
  return {
    value: rememberTexts(known, { modelId: id, dimension, logitScale }, open),
    provider: () => encoder.opened()?.provider(),
    [Symbol.asyncDispose]: () => encoder.release(),
  };
}

/** One short run costs less on the CPU than a GPU costs to start: only pictures go there unasked. */
function toSessionOptions(
  file: ModelFile,
  { locate, providers, intraOpThreads }: OpenPartOptions,
  byDefault: readonly ProviderName[] | undefined = ["cpu"],
): OnnxSessionOptions {
  return {
    path: locate(file),
    sha256: file.sha256,
    providers: providers ?? toProviderOrder(byDefault),
    ...(intraOpThreads !== undefined && { intraOpThreads }),
  };
}

function toPart<Value>(value: Value, session: OnnxSession): OpenPart<Value> {
  return {
    value,
    provider: () => session.provider,
    [Symbol.asyncDispose]: () => session[Symbol.asyncDispose](),
  };
}
