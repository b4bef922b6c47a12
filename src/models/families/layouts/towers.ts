import type { TensorSpec } from "../../../inference/tensor.js";
import type { FetchedGraph } from "../hubLayout.js";
import { toMisfit } from "./graphs.js";

/** What a manifest says of an image graph besides how pictures are prepared. */
export interface ImageGraph {
  readonly input: string;
  readonly output: string;
  readonly maxBatch?: number;
}

/** What a manifest says of a text graph besides how texts are prepared. */
export interface TextGraph {
  readonly inputIds: string;
  readonly attentionMask?: string;
  readonly tokenTypeIds?: string;
  readonly idType: "int64" | "int32";
  readonly output: string;
  readonly maxBatch?: number;
  /** Where the graph takes so many tokens and no other number, whatever its settings say. */
  readonly contextLength?: number;
}

/** Names of what holds the embedding, the best first; some exports give hidden states before it. */
const imageOutputs = ["image_embeds", "image_embeddings", "image_features", "embedding", "pooler_output"];
const textOutputs = ["text_embeds", "text_embeddings", "text_features", "embedding", "pooler_output"];

/**
 * Finds the picture and the embedding among what an image graph takes and gives.
 *
 * @throws {KinodexError} `model` where it has no such input or output, or more inputs than a picture
 */
export function readImageGraph(graph: FetchedGraph): ImageGraph {
  const [picture, ...others] = graph.inputs;
  if (picture?.dims.length !== 4 || others.length > 0)
    throw toMisfit(graph, "expected one picture [N, 3, height, width]");
  return { input: picture.name, output: pick(graph, imageOutputs).name, ...toMaxBatch(picture) };
}

/** Finds the ids, the mask and the embedding of a text graph. Throws as {@link readImageGraph} does. */
export function readTextGraph(graph: FetchedGraph): TextGraph {
  const { inputs } = graph;
  const named = (word: RegExp) => inputs.find(({ name }) => word.test(name));
  const [mask, types] = [named(/attention_mask/), named(/token_type_ids/)];
  const ids = inputs.find((input) => input !== mask && input !== types && /^int(?:32|64)$/.test(input.type));
  const known = [ids, mask, types].filter((input) => input !== undefined);
  if (!ids || known.length < inputs.length)
    throw toMisfit(graph, "expected token ids, and perhaps their mask and types");
  return {
    inputIds: ids.name,
    ...(mask && { attentionMask: mask.name }),
    ...(types && { tokenTypeIds: types.name }),
    idType: ids.type as "int64" | "int32",
    output: pick(graph, textOutputs).name,
    ...toMaxBatch(ids),
    ...(typeof ids.dims[1] === "number" && ids.dims[1] > 0 && { contextLength: ids.dims[1] }),
  };
}

/**
 * Values of an embedding, as the graphs state it; else `stated`.
 *
 * @throws {KinodexError} `model` where nothing says it, or the two towers differ
 */
export function dimensionOf(image: FetchedGraph, text: FetchedGraph, stated: number | undefined): number {
  const sizes = [pick(image, imageOutputs), pick(text, textOutputs)].map(({ dims }) => dims.at(-1));
  const [first = stated, ...others] = [...new Set(sizes.filter((size) => typeof size === "number" && size > 0))];
  if (typeof first === "number" && others.length === 0) return first;
  throw toMisfit(text, `expected embeddings of one size, found ${sizes.join(" and ")}`);
}

function pick(graph: FetchedGraph, names: readonly string[]): TensorSpec {
  const flat = graph.outputs.filter(({ dims }) => dims.length === 2);
  const found = names.map((name) => flat.find((output) => output.name === name)).find((output) => output !== undefined);
  const chosen = found ?? (flat.length === 1 ? flat[0] : undefined);
  if (chosen) return chosen;
  throw toMisfit(graph, `expected an embedding [N, D] under one of the names ${names.join(", ")}`);
}

/** Some exports take so many at a time and no other number. */
function toMaxBatch({ dims: [batch] }: TensorSpec): { readonly maxBatch?: number } {
  return typeof batch === "number" && batch > 0 ? { maxBatch: batch } : {};
}
