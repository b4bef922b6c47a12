import type { InferenceSession, Tensor as OrtTensor } from "onnxruntime-node";
import { KinodexError } from "../../core/errors.js";
import { fromOrtTensor, toOrtTensor } from "../ortTensors.js";
import { toFloat32, toIntegers, type Tensor } from "../tensor.js";
import { checkNames } from "./checkNames.js";
import type { GenerationRequest } from "./request.js";

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
  const isOfIds = prompt.type === "int64" || prompt.type === "int32";
  if (!isOfIds && !(embedder && hasCache)) throw new KinodexError("usage", whyNoEmbeddings, { input: names.tokens });
  const constants = Object.entries(request.constants ?? {}).map(([name, value]) => [name, toOrtTensor(value)] as const);
  let cache: Tensors = Object.fromEntries(Object.keys(names.cache).map((name) => [name, emptyCache(session, name)]));
  const ids = isOfIds ? Array.from(prompt.data, Number) : [];
  let seen = 0;

  const toTokens = async (chosen: number | undefined): Promise<OrtTensor> => {
    if (chosen === undefined) return toOrtTensor(prompt);
    ids.push(chosen);
    const values = Int32Array.from(hasCache ? [chosen] : ids);
    const dims = [1, values.length];
    if (isOfIds) return toOrtTensor(toIntegers(prompt.type, dims, values));
    return embed(embedder as InferenceSession, values);
  };

  return {
    async next(chosen) {
      const tokens = await toTokens(chosen);
      const count = tokens.dims[1] as number;
      if (!hasCache) seen = 0;
      const places = Int32Array.from({ length: count }, (_, n) => seen + n);
      seen += count;
      const feeds: Record<string, OrtTensor> = { ...Object.fromEntries(constants), ...cache, [names.tokens]: tokens };
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

function integersFor(session: InferenceSession, name: string, values: Int32Array): OrtTensor {
  const type = specOf(session, name).type === "int32" ? "int32" : "int64";
  return toOrtTensor(toIntegers(type, [1, values.length], values));
}

/** What the session says of an input; its names were checked. */
function specOf({ inputMetadata }: InferenceSession, name: string) {
  const spec = inputMetadata.find((input) => input.name === name);
  if (spec?.isTensor) return spec;
  throw new KinodexError("model", `the input "${name}" is no tensor`, { input: name });
}

async function embed(embedder: InferenceSession, ids: Int32Array): Promise<OrtTensor> {
  const [input] = embedder.inputNames;
  const [output] = embedder.outputNames;
  const outputs = await embedder.run({ [input as string]: integersFor(embedder, input as string, ids) });
  return outputs[output as string] as OrtTensor;
}

/** Of logits `[1, T, vocabulary]` those after the last token. */
function lastRowOf(name: string, value: OrtTensor): Float32Array {
  const tensor: Tensor = fromOrtTensor(name, value);
  const [, count = 0, vocabulary = 0] = tensor.dims;
  const values = toFloat32(tensor);
  if (values && vocabulary > 0 && values.length === count * vocabulary) return values.subarray(-vocabulary);
  throw new KinodexError(
    "model",
    `the output "${name}" is ${tensor.type} [${tensor.dims.join(", ")}]; expected logits [1, tokens, vocabulary]`,
    { output: name, dims: tensor.dims },
  );
}
