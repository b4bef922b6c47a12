import { KinodexError } from "../../../core/errors.js";
import type { OnnxSession } from "../../../inference/session/onnxSession.js";
import { toFloat32, type Tensor } from "../../../inference/tensor.js";

/** Values of an output, and its shape. */
export interface Values {
  readonly dims: readonly number[];
  readonly values: Float32Array;
}

/**
 * Floats of an output.
 *
 * @throws {KinodexError} `model` where there are none under that name
 */
export function toValues(outputs: Readonly<Record<string, Tensor>>, name: string): Values {
  const output = outputs[name];
  const values = output && toFloat32(output);
  if (values) return { dims: output.dims, values };
  const found = output ? `${output.type} [${output.dims.join(", ")}]` : "nothing";
  throw new KinodexError("model", `the model's output "${name}" is ${found}; expected floats`, { output: name });
}

/** Rows of 0 and 1 in the type in which a session takes an input: exports differ in that. */
export function toFlags(session: OnnxSession, input: string, rows: readonly Uint8Array[]): Tensor {
  const flags = Uint8Array.from(rows.flatMap((row) => [...row]));
  const dims = [rows.length, rows[0]?.length ?? 0];
  const type = session.inputs.find(({ name }) => name === input)?.type;
  if (type === "bool") return { type, dims, data: flags };
  if (type === "int32") return { type, dims, data: Int32Array.from(flags) };
  if (type === "float32") return { type, dims, data: Float32Array.from(flags) };
  return { type: "int64", dims, data: BigInt64Array.from(flags, BigInt) };
}

/** Logarithms of the probabilities that logits stand for (softmax). */
export function toLogProbabilities(logits: Float32Array): Float32Array {
  const highest = logits.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  const sum = logits.reduce((total, value) => total + Math.exp(value - highest), 0);
  return logits.map((value) => value - highest - Math.log(sum));
}
