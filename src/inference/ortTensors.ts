import type { Tensor as OrtTensor } from "onnxruntime-node";
import { KinodexError } from "../core/errors.js";
import { toFloat16 } from "./float16.js";
import { loadOnnxruntime } from "./onnxruntime.js";
import { toPatches, valuesOfPatch } from "./picture/patches.js";
import { prepareFrame, toPixelValues } from "./picture/preprocess.js";
import type { PictureBatch, SessionInput, Tensor, TensorSpec, TensorType } from "./tensor.js";

/**
 * A tensor of the runtime on the values of an input. Pictures become what the model takes: float32 or float16, and
 * `[1, N, …]` where it takes the pictures of one text, or `[patches, values]` of one picture.
 */
export function toOrtTensor(input: SessionInput, takes?: Pick<TensorSpec, "type" | "dims">): OrtTensor {
  const { Tensor: NewTensor } = loadOnnxruntime();
  if (input.type !== "pictures") return new NewTensor(input.type, input.data as never, input.dims);
  const { spec, sizes } = input;
  const pixels = toPixelValues(
    toFrames(input).map((frame) => prepareFrame(frame, spec)),
    spec,
  );
  const { patches, height, width } = spec;
  const values = patches ? toPatches(pixels, spec, patches) : pixels;
  const dims = patches
    ? [values.length / valuesOfPatch(patches), valuesOfPatch(patches)]
    : [...(takes?.dims.length === 5 ? [1] : []), sizes.length, 3, height, width];
  return takes?.type === "float16"
    ? new NewTensor("float16", toFloat16(values), dims)
    : new NewTensor("float32", values, dims);
}

function toFrames({ sizes, data }: PictureBatch) {
  let start = 0;
  return sizes.map(({ width, height }) => {
    const pixels = data.subarray(start, (start += width * height * 3));
    return { timeSeconds: 0, width, height, pixels };
  });
}

/** Kinds of arrays that hold the values of each type; where the language has arrays of float16, they hold the bits too. */
const arrays: Readonly<Record<TensorType, new (buffer: ArrayBufferLike) => Tensor["data"]>> = {
  float32: Float32Array,
  float16: Uint16Array,
  int64: BigInt64Array,
  int32: Int32Array,
  bool: Uint8Array,
};

/** Copies the values: the runtime owns the memory behind its own tensors, which cannot move to another thread. */
export function fromOrtTensor(name: string, { type, dims, data }: Pick<OrtTensor, "type" | "dims" | "data">): Tensor {
  if (!Object.hasOwn(arrays, type)) {
    const known = Object.keys(arrays).join(", ");
    throw new KinodexError("model", `output "${name}" has type ${type}; expected one of ${known}`, { output: name });
  }
  const { buffer, byteOffset, byteLength } = data as Float32Array;
  const values = new arrays[type as TensorType](buffer.slice(byteOffset, byteOffset + byteLength));
  return { type, dims, data: values } as Tensor;
}
