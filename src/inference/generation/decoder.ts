import type { InferenceSession, Tensor as OrtTensor } from "onnxruntime-node";
import { KinodexError } from "../../core/errors.js";
import { fromOrtTensor, toOrtTensor } from "../ortTensors.js";
import { toFloat32 } from "../tensor.js";
import { checkNames } from "./checkNames.js";
import { integersFor, specOf } from "./inputs.js";
import type { GenerationRequest } from "./request.js";
import { createTokenEmbedder } from "./tokenEmbedder.js";

type Tensors = Readonly<Record<string, OrtTensor>>;

/** A decoder in the midst of a text. It stays in the thread that it was made in, and so does its cache. */
export interface Decoder {
  /** Logits of what comes after all tokens so far: of the prompt at first, later with the token that was chosen. */
  next(chosen?: number): Promise<Float32Array>;
}

/** Prepares a text. `embedder` turns ids `[1, T]` into embeddings, where the decoder takes those. */
export function createDecoder(
  session: InferenceSession,
  embedder: InferenceSession | undefined,
  request: GenerationRequest,
): Decoder {
  const { names, prompt } = request;
  checkNames(session, request);
  const hasCache = Object.keys(names.cache).length > 0;
  const tokens = embedder && createTokenEmbedder(embedder, specOf(session, names.tokens).type);
  const isOfIds = prompt.type === "int64" || prompt.type === "int32";
  const isPossible = tokens ? hasCache && (isOfIds || !request.inserts) : isOfIds && !request.inserts;
  if (!isPossible) throw new KinodexError("usage", whyNoEmbeddings, { input: names.tokens });
  const constants = Object.entries(request.constants ?? {}).map(([name, value]) => [name, toOrtTensor(value)] as const);
  let cache: Tensors = Object.fromEntries(Object.keys(names.cache).map((name) => [name, emptyCache(session, name)]));
  const ids = isOfIds ? Array.from(prompt.data, Number) : [];
  let seen = 0;

  const toTokens = async (chosen: number | undefined): Promise<OrtTensor> => {
    if (chosen === undefined) return tokens && isOfIds ? tokens.embed(ids, request.inserts) : toOrtTensor(prompt);
    ids.push(chosen);
    if (tokens) return tokens.embed([chosen]);
    return integersFor(session, names.tokens, Int32Array.from(hasCache ? [chosen] : ids));
  };

  return {
    async next(chosen) {
      const given = await toTokens(chosen);
      const count = given.dims[1] as number;
      if (!hasCache) seen = 0;
      const places = Int32Array.from({ length: count }, (_, n) => seen + n);
      seen += count;
      const feeds: Record<string, OrtTensor> = { ...Object.fromEntries(constants), ...cache, [names.tokens]: given };
      const give = (name: string | undefined, values: Int32Array) => {
        if (name !== undefined) feeds[name] = integersFor(session, name, values);
      };
      give(names.attentionMask, new Int32Array(seen).fill(1));
      give(names.positionIds, places);
      const outputs = await session.run(feeds, [names.logits, ...Object.values(names.cache)]);
      cache = Object.fromEntries(
        Object.entries(names.cache).map(([input, output]) => [input, outputs[output] as OrtTensor]),
      );
      return lastRowOf(names.logits, outputs[names.logits] as OrtTensor);
    },
  };
}

const whyNoEmbeddings =
  "a prompt of embeddings needs a decoder with a cache, and a model that turns the tokens that follow into embeddings";

/** What a model without any tokens so far has in its cache: the size that grows is 0, the batch is 1. */
function emptyCache(session: InferenceSession, name: string): OrtTensor {
  const { type, shape } = specOf(session, name);
  const dims = shape.map((size, n) => (typeof size === "number" ? size : n === 0 ? 1 : 0));
  return toOrtTensor(
    type === "float16"
      ? { type, dims, data: new Uint16Array(0) }
      : { type: "float32", dims, data: new Float32Array(0) },
  );
}

/** Of logits `[1, T, vocabulary]` those after the last token. */
function lastRowOf(name: string, { type, dims, data }: OrtTensor): Float32Array {
  const [, count = 0, vocabulary = 0] = dims;
  if (vocabulary > 0 && data.length === count * vocabulary) {
    // only this row is copied: those of a long prompt are a hundred megabytes
    const last = (data as Float32Array).subarray(-vocabulary);
    const values = toFloat32(fromOrtTensor(name, { type, dims: [1, 1, vocabulary], data: last }));
    if (values) return values;
  }
  throw new KinodexError(
    "model",
    `the output "${name}" is ${type} [${dims.join(", ")}]; expected logits [1, tokens, vocabulary]`,
    { output: name, dims },
  );
}
