import { precisions, type Precision } from "../../precision.js";
import type { LayoutFiles } from "../hubLayout.js";

/** Endings of a graph's name by precision, the usual one first. */
const endings: Readonly<Record<Precision, readonly string[]>> = {
  q8: ["_quantized", "_int8", "_uint8"],
  fp16: ["_fp16"],
  fp32: [""],
};

/** What a repository has to have to be of a layout, and what is taken where it is there. */
export interface LayoutParts {
  /** Names of the graphs, without their folder and ending. */
  readonly graphs: readonly string[];
  readonly required: readonly string[];
  readonly optional?: readonly string[] | undefined;
}

/** The files of a repository that exporters for transformers.js made; `undefined` where one that is required is missing. */
export function findLayoutFiles(
  paths: ReadonlySet<string>,
  { graphs: names, required, optional = [] }: LayoutParts,
): LayoutFiles | undefined {
  const graphs = findGraphs(paths, names);
  if (Object.keys(graphs).length === 0 || !required.every((path) => paths.has(path))) return undefined;
  return { settings: [...required, ...optional].filter((path) => paths.has(path)), graphs };
}

/**
 * The graphs of a repository as exporters for transformers.js name them, for each precision that it has any of them in, in
 * the order of `names`; one that is not there in a precision is taken in fp32.
 */
function findGraphs(
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
