import { z } from "zod";
import type { HubLayout } from "../../hubLayout.js";
import { checkPictureSize, readPictures } from "../../layouts/pictures.js";
import { findLayoutFiles } from "../../layouts/findLayoutFiles.js";
import { readSettings, readTokenizerSettings } from "../../layouts/settings.js";
import { dimensionOf, readImageGraph, readTextGraph } from "../../layouts/towers.js";
import { logitsOf } from "./logits.js";

const graphNames = ["vision_model", "text_model"] as const;

const config = z.object({
  model_type: z.string().default(""),
  projection_dim: z.int().positive().optional(),
  text_config: z
    .object({ max_position_embeddings: z.int().positive(), pad_token_id: z.int().nonnegative() })
    .partial()
    .default({}),
});

/** Two towers as transformers.js has them: CLIP, SigLIP, SigLIP 2, MobileCLIP. */
export const transformersJs: HubLayout = {
  name: "two towers for transformers.js",
  marks: [
    "onnx/vision_model.onnx",
    "onnx/text_model.onnx",
    "config.json",
    "preprocessor_config.json",
    "tokenizer.json",
  ],

  recognise: (paths) =>
    findLayoutFiles(paths, {
      graphs: graphNames,
      required: ["config.json", "preprocessor_config.json", "tokenizer.json"],
      optional: ["tokenizer_config.json"],
    }),

  toManifest(fetched) {
    const [image, text] = fetched.graphs;
    if (!image || !text) throw new Error("expected the graphs of two towers");
    const {
      model_type: type,
      projection_dim: stated,
      text_config: texts,
    } = readSettings(fetched, "config.json", config);
    const isSiglip = type.startsWith("siglip");
    const tokens = readTokenizerSettings(fetched);
    const shown = readPictures(fetched);
    checkPictureSize(image, shown);
    return {
      ...fetched.about,
      family: "contrastive",
      dimension: dimensionOf(image, text, stated),
      image: { ...image.file, ...shown, ...readImageGraph(image) },
      text: {
        ...text.file,
        tokenizer: fetched.file("tokenizer.json"),
        contextLength: tokens.maxTokens ?? texts.max_position_embeddings ?? (isSiglip ? 64 : 77),
        // transformers lower-cases for SigLIP 2 in code of its own, and names the tokeniser of a language model
        lowerCase: tokens.lowersCase || (isSiglip && tokens.className.startsWith("Gemma")),
        padTokenId: tokens.padTokenId ?? texts.pad_token_id ?? 0,
        paddingSide: tokens.paddingSide,
        ...readTextGraph(text),
      },
      ...logitsOf(isSiglip ? "sigmoid" : "softmax"),
    };
  },
};
