import type { InferenceSession, Tensor as OrtTensor } from "onnxruntime-node";
import { KinodexError } from "../../core/errors.js";
import { toOrtTensor } from "../ortTensors.js";
import { toIntegers } from "../tensor.js";

/**
 * What a session says of an input.
 *
 * @throws {KinodexError} `model` for one that is no tensor, or that it lacks
 */
export function specOf({ inputMetadata }: InferenceSession, name: string) {
  const spec = inputMetadata.find((input) => input.name === name);
  if (spec?.isTensor) return spec;
  throw new KinodexError("model", `the input "${name}" is no tensor`, { input: name });
}

/** Whole numbers, of the type that an input takes. */
export function integersFor(
  session: InferenceSession,
  name: string,
  values: Int32Array,
  dims: readonly number[] = [1, values.length],
): OrtTensor {
  const type = specOf(session, name).type === "int32" ? "int32" : "int64";
  return toOrtTensor(toIntegers(type, dims, values));
}
