import { KinodexError } from "../../core/errors.js";
import { normOf, toRows, toUnit, type Embedding } from "../../core/vectors.js";
import { toFloat32, type Tensor } from "../tensor.js";

/**
 * Rows of a model's output `[count, dimension]`, each with norm 1.
 *
 * @throws {KinodexError} `model` when the output is missing, has another shape, or holds values that are no direction.
 */
export function toEmbeddings(
  outputs: Readonly<Record<string, Tensor>>,
  name: string,
  count: number,
  dimension: number,
): Embedding[] {
  const output = outputs[name];
  const values = output && toFloat32(output);
  if (!values || output.dims[0] !== count || values.length !== count * dimension) {
    const found = output ? `${output.type} [${output.dims.join(", ")}]` : "nothing";
    throw new KinodexError(
      "model",
      `the model's output "${name}" is ${found}; its manifest promises floats [${count}, ${dimension}]`,
      { output: name, count, dimension },
    );
  }
  return toRows(values, dimension).map((row) => {
    const norm = normOf(row);
    if (Number.isFinite(norm) && norm > 0) return toUnit(row);
    throw new KinodexError("model", `the model's output "${name}" is not a direction: its norm is ${norm}`, {
      output: name,
    });
  });
}
