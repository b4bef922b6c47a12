import { z } from "zod";
import type { FetchedGraph, HubLayout } from "../../hubLayout.js";
import { inputNamed, outputNamed, toMisfit } from "../../layouts/graphs.js";
import { checkPictureSize } from "../../layouts/pictures.js";
import { findLayoutFiles } from "../../layouts/findLayoutFiles.js";
import { readSettings, requireTokenId } from "../../layouts/settings.js";
import { dimensionOf, readImageGraph, readTextGraph } from "../../layouts/towers.js";

const graphNames = ["vision_model", "text_model", "text_decoder"] as const;
const settings = ["config.json", "tokenizer.json"];

const channels = z.array(z.number()).length(3);
/** As `models/export/coca.py` writes it; what it does not say is as OpenCLIP trains them. */
const config = z.object({
  model_type: z.literal("coca"),
  embed_dim: z.int().positive().optional(),
  /** OpenCLIP's name of the weights. */
  pretrained: z.string().default(""),
  logit_scale: z.number().positive().default(100),
  preprocess_cfg: z
    .object({
      mean: channels.default([0.48145466, 0.4578275, 0.40821073]),
      std: channels.default([0.26862954, 0.26130258, 0.27577711]),
      interpolation: z.enum(["bicubic", "bilinear"]).default("bicubic"),
      resize_mode: z.enum(["shortest", "squash"]).default("shortest"),
    })
    .prefault({}),
});

/** Contrastive captioners as `models/export/coca.py` writes them. */
export const coca: HubLayout = {
  name: "a contrastive captioner",
  marks: [...graphNames.map((graph) => `onnx/${graph}.onnx`), ...settings],

  recognise: (paths) => findLayoutFiles(paths, { graphs: graphNames, required: settings }),

  toManifest(fetched) {
    const [vision, text, decoder] = fetched.graphs;
    if (!vision || !text || !decoder) throw new Error("expected the graphs of a captioner");
    const stated = readSettings(fetched, "config.json", config);
    const { resize_mode: resize, ...values } = stated.preprocess_cfg;
    const pictures = { ...sizeOf(vision), resize: resize === "squash" ? "stretch" : "crop", ...values };
    checkPictureSize(vision, pictures);
    const { input, ...embedding } = readImageGraph(vision);
    const texts = readTextGraph(text);
    const contextLength = texts.contextLength ?? 76;
    const tokenizer = fetched.file("tokenizer.json");
    const endTokenId = requireTokenId(fetched, "<|endoftext|>");
    const ids = inputNamed(decoder, "input_ids");
    const seeks = fitToSearch(stated.pretrained);
    return {
      ...fetched.about,
      description: `${fetched.about.description}${seeks ? "" : "; tuned to write captions, which spoils its embeddings: no search"}`,
      family: "generative",
      generator: {
        architecture: "coca",
        vision: { ...vision.file, ...pictures, input, imageTokens: outputNamed(vision, "image_tokens").name },
        decoder: {
          ...decoder.file,
          inputIds: ids.name,
          idType: ids.type,
          imageTokens: inputNamed(decoder, "image_tokens").name,
          logits: outputNamed(decoder, "logits").name,
        },
        tokenizer,
        contextLength,
        startTokenId: requireTokenId(fetched, "<|startoftext|>"),
        endTokenId,
      },
      ...(seeks && {
        towers: {
          dimension: dimensionOf(vision, text, stated.embed_dim),
          image: { ...vision.file, ...pictures, input, ...embedding },
          text: { ...text.file, tokenizer, padTokenId: 0, ...texts, contextLength },
          logitScale: stated.logit_scale,
        },
      }),
    };
  },
};

/** The edges of the pictures that a graph takes. */
function sizeOf(graph: FetchedGraph) {
  const [inputHeight, inputWidth] = graph.inputs[0]?.dims.slice(2) ?? [];
  if (typeof inputHeight === "number" && typeof inputWidth === "number") return { inputWidth, inputHeight };
  throw toMisfit(graph, "expected a picture of one size");
}

/** Tuned on captions, one of them names 0.8 % of ImageNet (OpenCLIP's table of results, coca_ViT-B-32). */
function fitToSearch(pretrained: string): boolean {
  return !/finetuned/i.test(pretrained);
}
