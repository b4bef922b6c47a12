import type { ModelIdentity } from "../core/modelIdentity.js";
import { createImageEncoder } from "../inference/imageEncoder.js";
import type { ImageEncoder, TextEncoder } from "../inference/encoders.js";
import { openOnnxSession, type OnnxSession, type OnnxSessionOptions } from "../inference/onnxSession.js";
import { toProviderOrder, type ProviderName } from "../inference/providers.js";
import { openSessionPool } from "../inference/sessionPool.js";
import { readKnownTexts, rememberTexts } from "../inference/knownTexts.js";
import { createTextEncoder } from "../inference/textEncoder.js";
import { openTokeniser } from "../inference/tokeniser.js";
import type { TemporalPooler } from "../temporal/pooler.js";
import { identityOf } from "./identity.js";
import type { ContrastiveManifest, ModelFile } from "./manifest.js";
import { createOnnxPooler } from "./onnxPooler.js";
import { locateFile } from "./registry.js";

export interface OpenModelOptions {
  /** Providers to try for every part. Default: `$KINODEX_PROVIDER`, else all for pictures and the CPU for the rest. */
  readonly providers?: readonly ProviderName[];
  /** Threads of each part on the CPU. Default: what the machine offers. */
  readonly intraOpThreads?: number;
}

/** Encoders of one embedding space. Each part is loaded when it is first asked for, once. */
export interface VisionLanguageModel extends AsyncDisposable {
  readonly identity: ModelIdentity;
  /** Factor of the similarities in the softmax that the model was trained with. */
  readonly logitScale: number;
  imageEncoder(): Promise<ImageEncoder>;
  textEncoder(): Promise<TextEncoder>;
  /** The model's own pooler, `undefined` where it has none. */
  temporalPooler(): Promise<TemporalPooler | undefined>;
  /** Lets go of a part's memory, once what it is at is done; it is loaded again when it is next asked for. */
  release(part: ModelPart): Promise<void>;
  /** Where the parts that are loaded run. */
  providers(): Readonly<Partial<Record<ModelPart, ProviderName>>>;
}

export type ModelPart = "image" | "text" | "temporal";

/** A {@link VisionLanguageModel} on the files of a manifest. Nothing is read before a part is asked for. */
export function createContrastiveModel(
  manifest: ContrastiveManifest,
  folder: string,
  options: OpenModelOptions = {},
): VisionLanguageModel {
  const { id, dimension, image, text, temporal, logitScale } = manifest;
  const entry = { manifest, folder };
  const sessions = new Map<ModelPart, Promise<OnnxSession>>();
  const opened = new Map<ModelPart, OnnxSession>();

  // One short run costs less on the CPU than a GPU costs to start: only pictures go there unasked.
  const openPart = async <Session extends OnnxSession>(
    part: ModelPart,
    file: ModelFile,
    open: (options: OnnxSessionOptions) => Promise<Session>,
  ): Promise<Session> => {
    const providers = options.providers ?? toProviderOrder(part === "image" ? undefined : ["cpu"]);
    const threads = options.intraOpThreads === undefined ? {} : { intraOpThreads: options.intraOpThreads };
    const session = open({ path: locateFile(entry, file), sha256: file.sha256, providers, ...threads });
    sessions.set(part, session);
    opened.set(part, await session);
    return session;
  };

  const openImageEncoder = once(async () => {
    const session = await openPart("image", image, openSessionPool);
    return createImageEncoder({
      session,
      modelId: id,
      dimension,
      spec: { ...image, fit: image.resize },
      input: image.input,
      output: image.output,
      maxInFlight: session.size + 1,
    });
  });

  const openTextSession = once(async () => {
    const { contextLength, padTokenId, inputIds, attentionMask, output, tokenizer } = text;
    const [session, tokeniser] = await Promise.all([
      openPart("text", text, openOnnxSession),
      openTokeniser({ path: locateFile(entry, tokenizer), sha256: tokenizer.sha256, contextLength, padTokenId }),
    ]);
    return createTextEncoder({ session, tokeniser, modelId: id, dimension, inputIds, attentionMask, output });
  });

  const openTextEncoder = once(async () => {
    if (!text.known) return openTextSession();
    const known = await readKnownTexts(locateFile(entry, text.known), text.known.sha256, dimension);
    return rememberTexts(known, id, dimension, openTextSession);
  });

  const openPooler = once(async () => {
    if (!temporal) return undefined;
    return createOnnxPooler({
      ...temporal,
      session: await openPart("temporal", temporal, openOnnxSession),
      name: id,
      dimension,
    });
  });

  const parts = { image: openImageEncoder, text: openTextEncoder, temporal: openPooler };
  const release = async (part: ModelPart): Promise<void> => {
    parts[part].forget();
    if (part === "text") openTextSession.forget();
    const session = await sessions.get(part)?.catch(() => undefined); // one that failed to open holds nothing
    sessions.delete(part);
    opened.delete(part);
    await session?.[Symbol.asyncDispose]();
  };

  return {
    identity: identityOf(manifest),
    logitScale,
    imageEncoder: openImageEncoder,
    textEncoder: openTextEncoder,
    temporalPooler: openPooler,
    providers: () => Object.fromEntries([...opened].map(([part, session]) => [part, session.provider])),
    release,
    async [Symbol.asyncDispose]() {
      await Promise.all([...sessions.keys()].map(release));
    },
  };
}

/** Shares one call among all callers; a call that failed is made again, and one that was forgotten. */
function once<Value>(open: () => Promise<Value>): (() => Promise<Value>) & { forget(): void } {
  let value: Promise<Value> | undefined;
  const share = () => {
    value ??= open().catch((error: unknown) => {
      value = undefined;
      throw error;
    });
    return value;
  };
  return Object.assign(share, {
    forget() {
      value = undefined;
    },
  });
}
