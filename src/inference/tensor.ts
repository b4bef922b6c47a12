import { fromFloat16 } from "./float16.js";
import type { ImageSpec } from "./picture/preprocess.js";

/** A dense array with its shape, row-major. */
export type Tensor = {
  readonly [Type in TensorType]: {
    readonly type: Type;
    readonly dims: readonly number[];
    readonly data: TensorData[Type];
  };
}[TensorType];

/** What holds the values of each type of element. */
export interface TensorData {
  readonly float32: Float32Array;
  /** The bits of each value (IEEE 754 binary16). */
  readonly float16: Uint16Array;
  readonly int64: BigInt64Array;
  readonly int32: Int32Array;
  /** 0 or 1. */
  readonly bool: Uint8Array;
}

export type TensorType = keyof TensorData;

/** A tensor that a model takes or gives. */
export interface TensorSpec {
  readonly name: string;
  /** As onnxruntime calls it; one that is no {@link TensorType} cannot be given or asked for. */
  readonly type: string;
  /** A name stands for a size that may differ from run to run. */
  readonly dims: readonly (number | string)[];
}

/**
 * Pictures that the session's thread fits and normalises to a tensor `[N, 3, height, width]`, or `[1, N, …]` for a model
 * that takes the pictures of one text, or one picture to patches `[patches, values]`, so that the caller's thread only moves bytes.
 */
export interface PictureBatch {
  readonly type: "pictures";
  readonly spec: ImageSpec;
  /** Sizes of the pictures, in the order in which their pixels lie in `data`. */
  readonly sizes: readonly { readonly width: number; readonly height: number }[];
  /** 8-bit RGB pixels of all pictures, one after the other. */
  readonly data: Uint8Array;
}

/** What a session takes for one named input. */
export type SessionInput = Tensor | PictureBatch;

/** Values of a float tensor; `undefined` for one of another type. */
export function toFloat32(tensor: Tensor): Float32Array | undefined {
  if (tensor.type === "float32") return tensor.data;
  return tensor.type === "float16" ? fromFloat16(tensor.data) : undefined;
}

/** A tensor of whole numbers, of the wanted type. */
export function toIntegers(type: "int64" | "int32", dims: readonly number[], values: Int32Array): Tensor {
  return type === "int32"
    ? { type, dims, data: values }
    : { type, dims, data: BigInt64Array.from(values, (value) => BigInt(value)) };
}
