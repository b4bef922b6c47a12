import type { FetchedGraph } from "../../hubLayout.js";
import { toMisfit } from "../../layouts/graphs.js";
import { checkPictureSize, type PictureSize } from "../../layouts/pictures.js";

/**
 * What a manifest says of a vision encoder besides how pictures are prepared.
 *
 * @throws {KinodexError} `model` where it does not take pictures of this size and give features
 */
export function readVisionGraph(graph: FetchedGraph, size: PictureSize) {
  const { inputs, outputs } = graph;
  const input = inputs.find(({ type, dims }) => type.startsWith("float") && dims.length >= 4);
  const mask = inputs.find(({ name, type }) => /mask/.test(name) && type === "bool");
  const output = outputs.find(({ name }) => name === "image_features") ?? outputs[0];
  const known = [input, mask].filter((one) => one !== undefined);
  if (!input || !output || known.length < inputs.length)
    throw toMisfit(graph, "expected pictures, and perhaps a mask of their pixels");
  checkPictureSize({ ...graph, inputs: [{ ...input, dims: input.dims.slice(-4) }] }, size);
  return { input: input.name, ...(mask && { pixelMask: mask.name }), output: output.name };
}

/**
 * What a manifest says of a vision encoder that takes pictures of any size as patches. Throws as {@link readVisionGraph} does.
 *
 * @param values of a patch
 */
export function readPatchesGraph(graph: FetchedGraph, values: number) {
  const { inputs, outputs } = graph;
  const input = inputs.find(({ type, dims }) => type.startsWith("float") && dims.length === 2);
  const grid = inputs.find(({ type, dims }) => type === "int64" && dims.length === 2);
  const output = outputs.find(({ name }) => name === "image_features") ?? outputs[0];
  const takes = input?.dims[1];
  if (!input || !grid || !output || inputs.length > 2 || (typeof takes === "number" && takes !== values))
    throw toMisfit(graph, `expected patches [N, ${values}], and how many there are in each direction`);
  return { input: input.name, grid: grid.name, output: output.name };
}

/** Checks an embedder of tokens. Throws as {@link readVisionGraph} does. */
export function readEmbedderGraph(graph: FetchedGraph) {
  const { inputs, outputs, file } = graph;
  if (inputs.length === 1 && outputs.length === 1 && /^int(?:32|64)$/.test(inputs[0]?.type ?? "")) return file;
  throw toMisfit(graph, "expected ids of tokens, and their embeddings");
}

/** What a manifest says of a decoder whose tokens have places on so many axes. Throws as {@link readVisionGraph} does. */
export function readDecoderGraph(graph: FetchedGraph, positionAxes: 1 | 3 = 1) {
  const { inputs, outputs } = graph;
  const named = (name: string) => (inputs.some((input) => input.name === name) ? name : undefined);
  const past = inputs.map(({ name }) => name).filter((name) => name.startsWith("past_key_values."));
  const cache = Object.fromEntries(past.map((name) => [name, name.replace("past_key_values", "present")]));
  const [tokens, attentionMask, positionIds] = ["inputs_embeds", "attention_mask", "position_ids"].map(named);
  const logitCount = named("num_logits_to_keep");
  const known = [tokens, attentionMask, positionIds, logitCount, ...past].filter((name) => name !== undefined);
  const hasAll = ["logits", ...Object.values(cache)].every((name) => outputs.some((output) => output.name === name));
  const places = inputs.find(({ name }) => name === positionIds);
  const hasAxes = positionAxes === 1 ? !places || places.dims.length === 2 : places?.dims.length === 3;
  if (tokens === undefined || past.length === 0 || known.length < inputs.length || !hasAll || !hasAxes)
    throw toMisfit(
      graph,
      `expected embeddings, a mask, places [${positionAxes === 1 ? "" : `${positionAxes}, `}N, tokens] and a cache, and logits with the next cache`,
    );
  return {
    tokens,
    logits: "logits",
    ...(attentionMask !== undefined && { attentionMask }),
    ...(positionIds !== undefined && { positionIds }),
    ...(positionAxes === 3 && { positionAxes }),
    ...(logitCount !== undefined && { logitCount }),
    cache,
  };
}
