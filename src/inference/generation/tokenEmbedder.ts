import type { InferenceSession, Tensor as OrtTensor } from "onnxruntime-node";
import { KinodexError } from "../../core/errors.js";
import { toFloat16 } from "../float16.js";
import { fromOrtTensor, toOrtTensor } from "../ortTensors.js";
import { toFloat32 } from "../tensor.js";
import { integersFor } from "./inputs.js";
import type { EmbedderInputs, Inserts } from "./request.js";

/** Turns tokens into what a decoder of embeddings takes. */
export interface TokenEmbedder {
  /**
   * Embeddings `[1, T, width]` of `T` tokens, some of which rows from elsewhere stand for.
   *
   * @throws {KinodexError} `model` where there are not as many rows as such tokens, or they are of another width
   */
  embed(ids: readonly number[], inserts?: Inserts): Promise<OrtTensor>;
}

/** An embedder on a session `ids [1, T] -> [1, T, width]`; `takes` is the decoder's type of floats. */
export function createTokenEmbedder(
  session: InferenceSession,
  takes: string,
  { tokens: input, constants }: EmbedderInputs = { tokens: session.inputNames[0] as string, constants: {} },
): TokenEmbedder {
  const output = session.outputNames[0] as string;
  const others = Object.entries(constants).map(([name, value]) => [name, toOrtTensor(value)] as const);
  return {
    async embed(ids, inserts) {
      const outputs = await session.run(
        { ...Object.fromEntries(others), [input]: integersFor(session, input, Int32Array.from(ids)) },
        [output],
      );
      const given = outputs[output] as OrtTensor;
      if (!inserts && given.type === takes) return given;
      const tensor = fromOrtTensor(output, given);
      const values = toFloat32(tensor);
      if (!values) throw new KinodexError("model", `the output "${output}" is ${tensor.type}; expected floats`);
      if (inserts) insert(values, ids, inserts);
      const { dims } = tensor;
      return toOrtTensor(
        takes === "float16"
          ? { type: "float16", dims, data: toFloat16(values) }
          : { type: "float32", dims, data: values },
      );
    },
  };
}

/** Writes rows over those of the tokens that they stand for. */
function insert(values: Float32Array, ids: readonly number[], { tokenId, rows }: Inserts): void {
  const width = values.length / ids.length;
  const places = ids.flatMap((id, n) => (id === tokenId ? [n * width] : []));
  const floats = rows.map((tensor) => toFloat32(tensor) ?? new Float32Array());
  const count = floats.reduce((sum, { length }) => sum + length / width, 0);
  if (count !== places.length || rows.some(({ dims }) => dims.at(-1) !== width)) {
    const given = rows.map(({ dims }) => `[${dims.join(", ")}]`).join(" and ");
    throw new KinodexError(
      "model",
      `${places.length} tokens of ${width} values are to be replaced, but what stands for them is ${given || "nothing"}`,
    );
  }
  let next = 0;
  for (const rowsOfOne of floats)
    for (let start = 0; start < rowsOfOne.length; start += width, next += 1)
      values.set(rowsOfOne.subarray(start, start + width), places[next]);
}
