import type { InferenceSession, Tensor as OrtTensor } from "onnxruntime-node";
import { toOrtTensor } from "../ortTensors.js";
import { specOf } from "./inputs.js";
import type { DecoderNames } from "./request.js";

type Tensors = Readonly<Record<string, OrtTensor>>;

/** Keys and values of the tokens that a decoder has read, and of the states that it looks at. */
export interface DecoderCache {
  /** What the next step is given. */
  inputs(): Tensors;
  /** What the next step is asked for. */
  outputNames(): readonly string[];
  /** Takes in what a step gave. */
  take(outputs: Tensors): void;
}

/** The cache of a decoder that has read nothing yet. */
export function createDecoderCache(
  session: InferenceSession,
  { cache, keptCache = {}, cacheSwitch }: DecoderNames,
): DecoderCache {
  const toEmpty = (names: Readonly<Record<string, string>>): Tensors =>
    Object.fromEntries(Object.keys(names).map((name) => [name, emptyCache(session, name)]));
  const toInputs = (names: Readonly<Record<string, string>>, outputs: Tensors): Tensors =>
    Object.fromEntries(Object.entries(names).map(([input, output]) => [input, outputs[output] as OrtTensor]));
  let [grown, kept, isFilled] = [toEmpty(cache), toEmpty(keptCache), false];
  return {
    inputs: () => ({
      ...grown,
      ...kept,
      ...(cacheSwitch !== undefined && {
        [cacheSwitch]: toOrtTensor({ type: "bool", dims: [1], data: Uint8Array.of(Number(isFilled)) }),
      }),
    }),
    outputNames: () => [...Object.values(cache), ...(isFilled ? [] : Object.values(keptCache))],
    take(outputs) {
      grown = toInputs(cache, outputs);
      if (!isFilled) kept = toInputs(keptCache, outputs);
      isFilled = true;
    },
  };
}

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
