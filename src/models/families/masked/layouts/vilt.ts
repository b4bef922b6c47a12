import { z } from "zod";
import type { HubLayout } from "../../hubLayout.js";
import { findLayoutFiles } from "../../layouts/findLayoutFiles.js";
import { maxEdge, readSettings, readTokenizerSettings } from "../../layouts/settings.js";
import { readMaskTokenId, requireNames } from "./graphNames.js";

const graphNames = ["retrieval_model", "masked_lm_model"] as const;
const settings = ["config.json", "preprocessor_config.json", "tokenizer.json", "tokenizer_config.json"];

const config = z.object({ max_position_embeddings: z.int().positive() });

const edge = z.int().positive().max(maxEdge);
const channels = z.array(z.number()).length(3);
/** What the model's own processor does where nothing else is said. */
const pictures = z.object({
  size: z.union([edge, z.object({ shortest_edge: edge }).transform(({ shortest_edge: short }) => short)]).default(384),
  size_divisor: edge.default(32),
  image_mean: channels.default([0.5, 0.5, 0.5]),
  image_std: channels.default([0.5, 0.5, 0.5]),
});
/** The longer edge over the shorter one, at most: that of the pictures that it was trained with. */
const longestShape = 1333 / 800;

const taken = ["input_ids", "attention_mask", "pixel_values"];

/** ViLT in two graphs, as `models/export/` writes it: one judges whether a text fits, the other tells masked words. */
export const vilt: HubLayout = {
  name: "ViLT in two graphs",
  marks: [...graphNames.map((name) => `onnx/${name}.onnx`), ...settings],

  recognise: (paths) => findLayoutFiles(paths, { graphs: graphNames, required: settings }),

  toManifest(fetched) {
    const [retrieval, words] = fetched.graphs;
    if (!retrieval || !words) throw new Error("expected two graphs");
    requireNames(retrieval, taken, ["match_logits"]);
    requireNames(words, taken, ["word_logits"]);
    const { max_position_embeddings: maxTokens } = readSettings(fetched, "config.json", config);
    const shown = readSettings(fetched, "preprocessor_config.json", pictures);
    const tokens = readTokenizerSettings(fetched);
    const joint = { image: "pixel_values", text: "input_ids", attentionMask: "attention_mask" };
    return {
      ...fetched.about,
      family: "masked",
      pictures: {
        shortEdge: shown.size,
        maxLongEdge: Math.floor(longestShape * shown.size),
        multipleOf: shown.size_divisor,
        interpolation: "bicubic",
        mean: shown.image_mean,
        std: shown.image_std,
      },
      texts: {
        tokenizer: fetched.file("tokenizer.json"),
        contextLength: Math.min(maxTokens, tokens.maxTokens ?? maxTokens),
        lowerCase: tokens.lowersCase,
        padTokenId: tokens.padTokenId ?? 0,
        maskTokenId: readMaskTokenId(fetched, tokens),
      },
      joint: [
        { ...retrieval.file, ...joint, matchLogits: "match_logits" },
        { ...words.file, ...joint, wordLogits: "word_logits" },
      ],
    };
  },
};
