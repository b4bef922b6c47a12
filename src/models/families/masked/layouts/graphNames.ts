import { KinodexError } from "../../../../core/errors.js";
import type { FetchedGraph, FetchedModel } from "../../hubLayout.js";
import { toMisfit } from "../../layouts/graphs.js";
import type { TokenizerSettings } from "../../layouts/settings.js";

/**
 * Checks that a graph takes and gives what its layout names.
 *
 * @throws {KinodexError} `model` where it does not
 */
export function requireNames(graph: FetchedGraph, inputs: readonly string[], outputs: readonly string[]): void {
  const lacks = (specs: FetchedGraph["inputs"], names: readonly string[]) =>
    names.filter((wanted) => specs.every(({ name }) => name !== wanted));
  const missing = [...lacks(graph.inputs, inputs), ...lacks(graph.outputs, outputs)];
  const unknown = graph.inputs.filter(({ name }) => !inputs.includes(name)).map(({ name }) => name);
  if (missing.length > 0) throw toMisfit(graph, `it lacks ${missing.join(", ")}`);
  if (unknown.length > 0) throw toMisfit(graph, `nothing is known to give it as ${unknown.join(", ")}`);
}

/**
 * Id of the token that stands for a word to be guessed.
 *
 * @throws {KinodexError} `model` where the tokeniser's settings name none
 */
export function readMaskTokenId({ about: { id } }: FetchedModel, { maskTokenId }: TokenizerSettings): number {
  if (maskTokenId !== undefined) return maskTokenId;
  throw new KinodexError("model", `tokenizer_config.json of ${id} names no mask_token that its tokenizer.json knows`, {
    id,
  });
}
