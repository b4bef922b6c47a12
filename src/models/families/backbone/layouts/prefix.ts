import { z } from "zod";
import type { FetchedGraph, HubLayout } from "../../hubLayout.js";
import { toMisfit } from "../../layouts/graphs.js";
import { findLayoutFiles } from "../../layouts/findLayoutFiles.js";
import { readSettings } from "../../layouts/settings.js";
import { readDecoderGraph, readEmbedderGraph } from "./graphs.js";
import { nameOfToken, readEndTokens } from "./tokens.js";

const graphNames = ["vision_encoder", "embed_tokens", "decoder_model_merged"] as const;
const required = ["config.json", "tokenizer.json"];
const optional = ["generation_config.json", "tokenizer_config.json"];

const count = z.int().positive();
const config = z.object({
  image_token_index: z.int(),
  eos_token_id: z.int().optional(),
  /** The model whose embeddings it was trained on. */
  embedding_space: z.object({ id: z.string(), hash: z.string() }).optional(),
  text_config: z.object({ max_position_embeddings: count.default(64) }).prefault({}),
});

/**
 * Three parts whose vision encoder takes embeddings instead of pixels, so that a repository says nothing of how pictures are
 * prepared: what `models/training/prefix` exports.
 */
export const prefix: HubLayout = {
  name: "three parts that read stored embeddings",
  marks: [...graphNames.map((name) => `onnx/${name}.onnx`), ...required],

  recognise(paths) {
    // with a preparation of pictures it reads pixels: that is another layout
    if (paths.has("preprocessor_config.json")) return undefined;
    return findLayoutFiles(paths, { graphs: graphNames, required, optional });
  },

  toManifest(fetched) {
    const [mapper, embedder, decoder] = fetched.graphs;
    if (!mapper || !embedder || !decoder) throw new Error("expected the graphs of three parts");
    const stated = readSettings(fetched, "config.json", config);
    const imageToken = nameOfToken(fetched, stated.image_token_index);
    return {
      ...fetched.about,
      family: "backbone",
      mapper: { ...mapper.file, ...readMapperGraph(mapper), space: stated.embedding_space },
      embedder: readEmbedderGraph(embedder),
      decoder: { ...decoder.file, ...readDecoderGraph(decoder) },
      tokenizer: fetched.file("tokenizer.json"),
      prompt: { start: "", picture: imageToken, end: "", imageToken },
      endTokenIds: readEndTokens(fetched, stated.eos_token_id),
      contextLength: stated.text_config.max_position_embeddings,
      maxFrames: 1,
    };
  },
};

function readMapperGraph(graph: FetchedGraph) {
  const [input, ...others] = graph.inputs;
  const [output] = graph.outputs;
  const dimension = input?.dims[1];
  if (!input || !output || others.length > 0 || input.dims.length !== 2 || typeof dimension !== "number")
    throw toMisfit(graph, "without a preprocessor_config.json its one input is embeddings [N, dimension]");
  return { input: input.name, output: output.name, dimension };
}
