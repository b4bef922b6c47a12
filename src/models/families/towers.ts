import { z } from "zod";
import type { ImageEncoder, TextEncoder } from "../../inference/encoding/encoders.js";
import { createImageEncoder } from "../../inference/encoding/imageEncoder.js";
import { readKnownTexts, rememberTexts } from "../../inference/encoding/knownTexts.js";
import { createTextEncoder } from "../../inference/encoding/textEncoder.js";
import { openOnnxSession } from "../../inference/session/onnxSession.js";
import { providerNames } from "../../inference/session/providers.js";
import { maxSizeOf, openSessionPool } from "../../inference/session/sessionPool.js";
import { openTokeniser } from "../../inference/text/tokeniser.js";
import { closed, count, file, graphPart, name, type ModelFile } from "../manifest/fields.js";
import { picture, toImageSpec } from "../manifest/picture.js";
import { createOpenOnce } from "../openOnce.js";
import type { OpenPart, OpenPartOptions } from "./family.js";
import { toPart, toReleasedError, toSessionOptions, toStated } from "./openGraph.js";

/** A graph that makes embeddings of pictures, as manifests state it. */
export const imageTower = graphPart({
  ...picture,
  input: name,
  output: name,
  /** Pictures that one run takes. More are no faster on a CPU, and take more memory. */
  maxBatch: count.default(8),
}).refine(
  ({ resize, shortEdge = Number.POSITIVE_INFINITY, inputWidth, inputHeight }) =>
    shortEdge >= Math.max(inputWidth, inputHeight) && (resize === "crop" || !Number.isFinite(shortEdge)),
  { path: ["shortEdge"], error: "expected at least the input's edges, and the resize crop" },
);

/** A graph that makes embeddings of texts, as manifests state it. */
export const textTower = graphPart({
  tokenizer: closed(file),
  /** Embeddings of texts that are always asked for, so that the encoder need not be loaded for them. */
  known: closed(file).optional(),
  contextLength: count,
  /** Whether texts are lower-cased before the tokeniser sees them. */
  lowerCase: z.boolean().default(false),
  padTokenId: z.int().nonnegative(),
  paddingSide: z.enum(["right", "left"]).default("right"),
  inputIds: name,
  /** Only of a model that takes one; 0 on padding. */
  attentionMask: name.optional(),
  /** Only of a model that takes them; all 0. */
  tokenTypeIds: name.optional(),
  /** Element type of the inputs. */
  idType: z.enum(["int64", "int32"]).default("int64"),
  output: name,
  /** Texts that one run takes. */
  maxBatch: count.default(32),
});

/** The space that both towers of a model share. */
export interface Space {
  /** Of the model. */
  readonly id: string;
  readonly dimension: number;
  readonly logitScale: number;
  readonly logitBias: number;
}

/**
 * Opens an image tower. Decoding needs to know no more than the size of a picture: it begins while the sessions are loaded.
 */
export async function openImageTower(
  image: z.output<typeof imageTower>,
  { id, dimension }: Pick<Space, "id" | "dimension">,
  options: OpenPartOptions,
): Promise<OpenPart<ImageEncoder>> {
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
}

/** Opens a text tower; one that knows texts is loaded for the first that it does not know. */
export function openTextTower(
  text: z.output<typeof textTower>,
  space: Space,
  options: OpenPartOptions,
): Promise<OpenPart<TextEncoder>> {
  const open = () => loadTextTower(text, space, options);
  return text.known ? openKnownTexts(text.known, space, options, open) : open();
}

async function loadTextTower(
  text: z.output<typeof textTower>,
  space: Space,
  options: OpenPartOptions,
): Promise<OpenPart<TextEncoder>> {
  const [session, tokeniser] = await Promise.all([
    openOnnxSession(toSessionOptions(text, options)),
    openTokeniser({ ...text, ...toStated(text.tokenizer, options) }),
  ]);
  return toPart(createTextEncoder({ ...text, ...toTold(space), session, tokeniser }), session);
}

/** What a text encoder tells about the space of its embeddings. */
function toTold({ id, dimension, logitScale, logitBias }: Space): Omit<TextEncoder, "encode"> {
  return { modelId: id, dimension, logitScale, logitBias };
}

async function openKnownTexts(
  texts: ModelFile,
  space: Space,
  options: OpenPartOptions,
  load: () => Promise<OpenPart<TextEncoder>>,
): Promise<OpenPart<TextEncoder>> {
  const known = await readKnownTexts(toStated(texts, options), space.dimension);
  const encoder = createOpenOnce(load);
  const open = async () => (await encoder.open()).value;
  return {
    value: rememberTexts(known, toTold(space), open),
    provider: () => encoder.opened()?.provider(),
    [Symbol.asyncDispose]: () => encoder.close(toReleasedError(space.id, "text")),
  };
}
