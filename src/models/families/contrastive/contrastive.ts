import { KinodexError } from "../../../core/errors.js";
import type { TextEncoder } from "../../../inference/encoding/encoders.js";
import { createImageEncoder } from "../../../inference/encoding/imageEncoder.js";
import { readKnownTexts, rememberTexts } from "../../../inference/encoding/knownTexts.js";
import { createTextEncoder } from "../../../inference/encoding/textEncoder.js";
import { openOnnxSession, type OnnxSession, type OnnxSessionOptions } from "../../../inference/session/onnxSession.js";
import { providerNames, toProviderOrder, type ProviderName } from "../../../inference/session/providers.js";
import { maxSizeOf, openSessionPool } from "../../../inference/session/sessionPool.js";
import type { StatedFile } from "../../../inference/session/verifiedFile.js";
import type { ImageSpec } from "../../../inference/picture/preprocess.js";
import { openTokeniser } from "../../../inference/text/tokeniser.js";
import type { Capability } from "../../capabilities.js";
import { filesOf, type GraphFile, type ModelFile } from "../../manifest/fields.js";
import { identityOf } from "../../manifest/identity.js";
import { createOpenOnce } from "../../openOnce.js";
import type { DeclaredModel, OpenPart, OpenPartOptions } from "../family.js";
import { contrastiveSchema, type ContrastiveManifest } from "./manifest.js";
import { createOnnxPooler } from "./onnxPooler.js";

/** The family of encoders that were trained to bring a picture and its text together in one space. */
export function declareContrastive(manifest: ContrastiveManifest): DeclaredModel {
  const { id, dimension, image, text, temporal } = manifest;
  return {
    identity: identityOf("contrastive", contrastiveSchema, manifest),
    files: [
      ...[image, text, temporal].flatMap((graph) => (graph ? filesOf(graph) : [])),
      ...[text.tokenizer, text.known].filter((file) => file !== undefined),
    ],
    openers: {
      // Decoding needs to know no more than the size of a picture: it begins while the sessions are loaded.
      async image(options) {
        const sessionOptions = toSessionOptions(image, options, providerNames);
        const pool = createOpenOnce(() => openSessionPool(sessionOptions));
        pool.open().catch(() => {}); // whoever encodes is told, and tries again
        const encoder = createImageEncoder({
          session: { run: async (...run) => (await pool.open()).run(...run) },
          modelId: id,
          dimension,
          spec: toImageSpec(image),
          input: image.input,
          output: image.output,
          maxBatch: image.maxBatch,
          maxInFlight: maxSizeOf(sessionOptions) + 1,
        });
        return {
          value: encoder,
          provider: () => pool.opened()?.provider,
          [Symbol.asyncDispose]: () => pool.close(toReleasedError(id, "image")),
        };
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

function toImageSpec(image: ContrastiveManifest["image"]): ImageSpec {
  const { inputWidth: width, inputHeight: height, resize: fit, shortEdge, interpolation, mean, std } = image;
  return { width, height, fit, shortEdge, interpolation, mean, std };
}

async function openTextEncoder(
  manifest: ContrastiveManifest,
  options: OpenPartOptions,
): Promise<OpenPart<TextEncoder>> {
  const { text } = manifest;
  const [session, tokeniser] = await Promise.all([
    openOnnxSession(toSessionOptions(text, options)),
    openTokeniser({ ...text, ...toStated(text.tokenizer, options) }),
  ]);
  return toPart(createTextEncoder({ ...text, ...spaceOf(manifest), session, tokeniser }), session);
}

/** What a text encoder tells about the space of its embeddings. */
function spaceOf({ id, dimension, logitScale, logitBias }: ContrastiveManifest): Omit<TextEncoder, "encode"> {
  return { modelId: id, dimension, logitScale, logitBias };
}

/** A text encoder that is loaded for the first text whose embedding does not ship with the model. */
async function openKnownTexts(
  manifest: ContrastiveManifest,
  file: ModelFile,
  options: OpenPartOptions,
): Promise<OpenPart<TextEncoder>> {
  const known = await readKnownTexts(toStated(file, options), manifest.dimension);
  const encoder = createOpenOnce(() => openTextEncoder(manifest, options));
  const open = async () => (await encoder.open()).value;
  return {
    value: rememberTexts(known, spaceOf(manifest), open),
    provider: () => encoder.opened()?.provider(),
    [Symbol.asyncDispose]: () => encoder.close(toReleasedError(manifest.id, "text")),
  };
}

/** For who still holds an encoder whose sessions were closed. */
function toReleasedError(id: string, capability: Capability): KinodexError {
  return new KinodexError("usage", `the model ${id} let go of "${capability}": open it again`, {
    model: id,
    capability,
  });
}

/** One short run costs less on the CPU than a GPU costs to start: only pictures go there unasked. */
function toSessionOptions(
  graph: GraphFile,
  options: OpenPartOptions,
  byDefault: readonly ProviderName[] = ["cpu"],
): OnnxSessionOptions {
  const { providers, intraOpThreads } = options;
  return {
    ...toStated(graph, options),
    externalData: graph.externalData.map((file) => toStated(file, options)),
    providers: providers ?? toProviderOrder(byDefault),
    ...(intraOpThreads !== undefined && { intraOpThreads }),
  };
}

function toStated({ sha256, ...file }: ModelFile, { locate }: OpenPartOptions): StatedFile {
  return { path: locate({ sha256, ...file }), sha256 };
}

function toPart<Value>(value: Value, session: Pick<OnnxSession, "provider"> & AsyncDisposable): OpenPart<Value> {
  return {
    value,
    provider: () => session.provider,
    [Symbol.asyncDispose]: () => session[Symbol.asyncDispose](),
  };
}
