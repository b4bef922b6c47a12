import { z } from "zod";
import type { HubLayout } from "../../hubLayout.js";
import { checkPictureSize } from "../../layouts/pictures.js";
import { maxEdge, readSettings, readTokenizerSettings } from "../../layouts/settings.js";
import { dimensionOf, readImageGraph, readTextGraph } from "../../layouts/towers.js";
import { logitsOf } from "./logits.js";

const config = z.object({
  embed_dim: z.int().positive().optional(),
  vision_cfg: z.object({ image_size: z.union([z.int().positive(), z.array(z.int().positive()).length(2)]) }).optional(),
  text_cfg: z.object({ context_length: z.int().positive().default(77), hf_tokenizer_name: z.string().default("") }),
});

const edge = z.int().positive().max(maxEdge);
const pictures = z.object({
  size: z.union([edge, z.tuple([edge, edge])]),
  mean: z.array(z.number()).length(3),
  std: z.array(z.number()).length(3),
  interpolation: z.enum(["bicubic", "bilinear", "lanczos", "random"]).default("bicubic"),
  resize_mode: z.enum(["shortest", "squash", "longest"]).default("shortest"),
});

const settings = [
  "config.json",
  "visual/preprocess_cfg.json",
  "textual/tokenizer.json",
  "textual/tokenizer_config.json",
];
const graphs = ["visual/model.onnx", "textual/model.onnx"];

/** Two towers as immich exports those of OpenCLIP: pictures and texts one at a time, embeddings of norm 1. */
export const immich: HubLayout = {
  name: "two towers for immich",
  marks: [...graphs, ...settings.slice(0, 3)],

  recognise(paths) {
    if (![...graphs, ...settings.slice(0, 3)].every((path) => paths.has(path))) return undefined;
    return { settings: settings.filter((path) => paths.has(path)), graphs: { fp32: graphs } };
  },

  toManifest(fetched) {
    const [image, text] = fetched.graphs;
    if (!image || !text) throw new Error("expected the graphs of two towers");
    const { embed_dim: stated, text_cfg: texts } = readSettings(fetched, "config.json", config);
    const shown = readSettings(fetched, "visual/preprocess_cfg.json", pictures);
    const tokens = readTokenizerSettings(fetched, "textual/");
    const isSiglip = /siglip/i.test(fetched.about.id);
    const [inputHeight, inputWidth] = Array.isArray(shown.size) ? shown.size : [shown.size, shown.size];
    checkPictureSize(image, { inputWidth, inputHeight });
    return {
      ...fetched.about,
      family: "contrastive",
      dimension: dimensionOf(image, text, stated),
      image: {
        ...image.file,
        inputWidth,
        inputHeight,
        resize: shown.resize_mode === "squash" ? "stretch" : "crop",
        interpolation: shown.interpolation === "random" ? "bicubic" : shown.interpolation,
        mean: shown.mean,
        std: shown.std,
        ...readImageGraph(image),
      },
      text: {
        ...text.file,
        tokenizer: fetched.file("textual/tokenizer.json"),
        contextLength: texts.context_length,
        // open_clip cleans the texts of SigLIP 2 itself: lower case, for a tokeniser that keeps case
        lowerCase: tokens.lowersCase || (isSiglip && /gemma/i.test(`${tokens.className}${texts.hf_tokenizer_name}`)),
        padTokenId: tokens.padTokenId ?? 0,
        paddingSide: tokens.paddingSide,
        ...readTextGraph(text),
      },
      ...logitsOf(isSiglip ? "sigmoid" : "softmax"),
    };
  },
};
