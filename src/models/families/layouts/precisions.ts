import { precisions, type Precision } from "../../precision.js";

/** Endings of a graph's name by precision, the usual one first. */
const endings: Readonly<Record<Precision, readonly string[]>> = {
  q8: ["_quantized", "_int8", "_uint8"],
  fp16: ["_fp16"],
  fp32: [""],
};

/**
 * The graphs of a repository as exporters for transformers.js name them, for each precision that it has any of them in, in
 * the order of `names`; one that is not there in a precision is taken in fp32.
 */
export function findGraphs(
  paths: ReadonlySet<string>,
  names: readonly string[],
): Readonly<Partial<Record<Precision, readonly string[]>>> {
  const pathOf = (name: string, precision: Precision): string | undefined =>
    endings[precision].map((ending) => `onnx/${name}${ending}.onnx`).find((path) => paths.has(path));
  const found: Partial<Record<Precision, readonly string[]>> = {};
  for (const precision of precisions) {
    const graphs = names
      .map((name) => pathOf(name, precision) ?? pathOf(name, "fp32"))
      .filter((path) => path !== undefined);
    const hasAny = names.some((name) => pathOf(name, precision) !== undefined);
    if (hasAny && graphs.length === names.length) found[precision] = graphs;
  }
  return found;
}
