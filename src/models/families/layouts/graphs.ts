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

/**
 * An input of a graph by its name.
 *
 * @throws {KinodexError} `model` where it has none of that name
 */
export function inputNamed(graph: FetchedGraph, name: string): TensorSpec {
  return specNamed(graph, "input", graph.inputs, name);
}

/** An output of a graph by its name. Throws as {@link inputNamed} does. */
export function outputNamed(graph: FetchedGraph, name: string): TensorSpec {
  return specNamed(graph, "output", graph.outputs, name);
}

function specNamed(graph: FetchedGraph, kind: string, specs: readonly TensorSpec[], name: string): TensorSpec {
  const spec = specs.find((one) => one.name === name);
  if (spec) return spec;
  throw toMisfit(graph, `expected an ${kind} "${name}"`);
}

/**
 * The keys and values that a merged decoder takes and gives at each token, and those of its encoder, which it gives once:
 * names of inputs to names of outputs.
 *
 * @throws {KinodexError} `model` where it has none
 */
export function cachesOf(decoder: FetchedGraph): {
  readonly cache: Readonly<Record<string, string>>;
  readonly keptCache: Readonly<Record<string, string>>;
} {
  const names = decoder.inputs.map(({ name }) => name).filter((name) => name.startsWith("past_key_values."));
  if (names.length === 0) throw toMisfit(decoder, "expected a cache of keys and values");
  const isKept = (name: string) => name.includes(".encoder.");
  const toOutputs = (inputs: readonly string[]) =>
    Object.fromEntries(
      inputs.map((name) => [name, outputNamed(decoder, name.replace("past_key_values", "present")).name]),
    );
  return { cache: toOutputs(names.filter((name) => !isKept(name))), keptCache: toOutputs(names.filter(isKept)) };
}
