import { KinodexError } from "../../../core/errors.js";
import type { TensorSpec } from "../../../inference/tensor.js";
import type { FetchedGraph } from "../hubLayout.js";

/** What is wrong with a graph, with all that it takes and gives. */
export function toMisfit({ file, inputs, outputs }: FetchedGraph, fault: string): KinodexError {
  const list = (specs: readonly TensorSpec[]) =>
    specs.map(({ name, dims }) => `${name} [${dims.join(", ")}]`).join(", ");
  return new KinodexError(
    "model",
    `${file.file} is not what its layout promises: ${fault}. It takes ${list(inputs)} and gives ${list(outputs)}.`,
    { file: file.file },
  );
}
