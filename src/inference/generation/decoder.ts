import type { InferenceSession, Tensor as OrtTensor } from "onnxruntime-node";
import { KinodexError } from "../../core/errors.js";
import { fromOrtTensor, toOrtTensor } from "../ortTensors.js";
import { toFloat32, type Tensor } from "../tensor.js";
import { checkNames } from "./checkNames.js";
import { createDecoderCache } from "./decoderCache.js";
import { integersFor, specOf } from "./inputs.js";
import { placesOf } from "./places.js";
import type { GenerationRequest } from "./request.js";
import { createTokenEmbedder } from "./tokenEmbedder.js";

/** A decoder in the midst of a text. It stays in the thread that it was made in, and so does its cache. */
export interface Decoder {
  /** Logits of what comes after all tokens so far: of the prompt at first, later with the token that was chosen. */
  next(chosen?: number): Promise<Float32Array>;
  /** What the last of these tokens attended to, as the request asks for it; a row for each head. */
  attention?(): readonly Float32Array[] | undefined;
}

/** The graphs that a decoder is made of. */
export interface DecoderParts {
  readonly session: InferenceSession;
  /** Turns ids `[1, T]` into embeddings, where the decoder takes those. */
  readonly embedder: InferenceSession | undefined;
  /** Turns states `[1, 1, width]` into logits, where the decoder gives states. */
  readonly head: InferenceSession | undefined;
}

/** Prepares a text. */
export function createDecoder({ session, embedder, head }: DecoderParts, request: GenerationRequest): Decoder {
  const { names, prompt } = request;
  checkNames(session, request);
  const hasCache = Object.keys(names.cache).length > 0;
  const tokens = embedder && createTokenEmbedder(embedder, specOf(session, names.tokens).type, request.embedding);
  const isOfIds = prompt.type === "int64" || prompt.type === "int32";
  const isPossible = tokens ? hasCache && (isOfIds || !request.inserts) : isOfIds && !request.inserts;
  if (!isPossible) throw new KinodexError("usage", whyNoEmbeddings, { input: names.tokens });
  const constants = Object.entries(request.constants ?? {}).map(([name, value]) => [name, toOrtTensor(value)] as const);
  const cache = createDecoderCache(session, names);
  const ids = isOfIds ? Array.from(prompt.data, Number) : [];
  const attended = Object.entries(request.attended ?? {});
  let attention: readonly Float32Array[] | undefined;
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
      const before = hasCache ? seen : 0;
      seen = before + count;
      const feeds: Record<string, OrtTensor> = {
        ...Object.fromEntries(constants),
        ...cache.inputs(),
        [names.tokens]: given,
      };
      const give = (name: string | undefined, values: Int32Array, dims?: readonly number[]) => {
        if (name !== undefined) feeds[name] = integersFor(session, name, values, dims);
      };
      give(names.attentionMask, new Int32Array(seen).fill(1));
      const places = placesOf(request.places, before, count);
      give(names.positionIds, places.values, places.dims);
      const outputs = await session.run(feeds, [
        names.logits,
        ...cache.outputNames(),
        ...attended.map(([name]) => name),
      ]);
      cache.take(outputs);
      if (attended.length > 0)
        attention = attended.flatMap(([name, heads]) => rowsOfHeads(name, outputs[name] as OrtTensor, heads));
      const last = lastRowOf(names.logits, outputs[names.logits] as OrtTensor);
      return toLogits(head ? await runHead(head, last) : last);
    },
    attention: () => attention,
  };
}

/** Of `[1, heads, T, states]` the rows of some heads for the last token; each owns its memory. */
function rowsOfHeads(name: string, { type, dims, data }: OrtTensor, heads: readonly number[]): Float32Array[] {
  const [, headCount = 0, count = 0, width = 0] = dims;
  if (type !== "float32" || dims.length !== 4 || heads.some((head) => head >= headCount))
    throw new KinodexError(
      "model",
      `the output "${name}" is ${type} [${dims.join(", ")}]; expected attention [1, heads, tokens, states] of the heads ${heads.join(", ")}`,
      { output: name, dims },
    );
  return heads.map((head) =>
    (data as Float32Array).slice((head * count + count - 1) * width, (head + 1) * count * width),
  );
}

const whyNoEmbeddings =
  "a prompt of embeddings needs a decoder with a cache, and a model that turns the tokens that follow into embeddings";

/** Of rows `[1, T, width]` the last one: those of a long prompt are a hundred megabytes. */
function lastRowOf(name: string, { type, dims, data }: OrtTensor): Tensor {
  const [, count = 0, width = 0] = dims;
  if (width > 0 && data.length === count * width) {
    const last = (data as Float32Array).subarray(-width);
    return fromOrtTensor(name, { type, dims: [1, 1, width], data: last });
  }
  throw new KinodexError(
    "model",
    `the output "${name}" is ${type} [${dims.join(", ")}]; expected logits or states [1, tokens, width]`,
    { output: name, dims },
  );
}

async function runHead(head: InferenceSession, states: Tensor): Promise<Tensor> {
  const [input, output] = [head.inputNames[0] as string, head.outputNames[0] as string];
  const outputs = await head.run({ [input]: toOrtTensor(states) });
  return lastRowOf(output, outputs[output] as OrtTensor);
}

function toLogits(row: Tensor): Float32Array {
  const logits = toFloat32(row);
  if (logits) return logits;
  throw new KinodexError("model", `the logits are ${row.type}; expected floats`);
}
