import type { ImageSpec } from "./picture/preprocess.js";

/** A dense array with its shape, row-major. */
export type Tensor =
  | { readonly type: "float32"; readonly dims: readonly number[]; readonly data: Float32Array }
  | { readonly type: "int64"; readonly dims: readonly number[]; readonly data: BigInt64Array };

/**
 * Pictures that the session's thread fits and normalises to a float32 tensor `[N, 3, inputHeight, inputWidth]`, so that
 * the caller's thread only moves bytes.
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
