import { KinodexError } from "../../../../core/errors.js";
import { toFloat32, toIntegers, type Tensor } from "../../../../inference/tensor.js";

/**
 * Rows `[1, M, width]` and after them rows `[1, N, width]`, as `[1, M + N, width]`.
 *
 * @throws {KinodexError} `model` where they are not rows of floats of one width
 */
export function joinRows(first: Tensor | undefined, second: Tensor | undefined): Tensor {
  const [a, b] = [first && toFloat32(first), second && toFloat32(second)];
  const [, before = 0, width = 0] = first?.dims ?? [];
  const [, after = 0, otherWidth] = second?.dims ?? [];
  if (a && b && width === otherWidth && a.length === before * width && b.length === after * width) {
    const data = new Float32Array(a.length + b.length);
    data.set(a);
    data.set(b, a.length);
    return { type: "float32", dims: [1, before + after, width], data };
  }
  const [shown, said] = [first, second].map((rows) => (rows ? `${rows.type} [${rows.dims.join(", ")}]` : "nothing"));
  throw new KinodexError(
    "model",
    `the features of a picture are ${shown}, the embeddings of tokens ${said}; expected rows of one width`,
  );
}

/** A mask `[1, count]` that hides nothing. */
export function onesOf(count: number): Tensor {
  return toIntegers("int64", [1, count], new Int32Array(count).fill(1));
}
