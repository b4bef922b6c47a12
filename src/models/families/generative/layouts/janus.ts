import { z } from "zod";
import type { HubLayout } from "../../hubLayout.js";
import { inputNamed, outputNamed, toMisfit } from "../../layouts/graphs.js";
import { pixelSettings, toPixelKeys } from "../../layouts/pictures.js";
import { findLayoutFiles } from "../../layouts/findLayoutFiles.js";
import { maxEdge, readSettings } from "../../layouts/settings.js";

const graphNames = [
  "prepare_inputs_embeds",
  "language_model",
  "lm_head",
  "gen_head",
  "gen_img_embeds",
  "image_decode",
] as const;
const settings = ["config.json", "preprocessor_config.json", "processor_config.json", "tokenizer.json"];

const tokenId = z.int().nonnegative();
const config = z.object({
  eos_token_id: tokenId.optional(),
  pad_token_id: tokenId.nullish(),
  language_config: z.object({ eos_token_id: tokenId.optional() }).default({}),
});
const pictures = pixelSettings.extend({
  image_size: z.int().positive().max(maxEdge),
  background_color: z.array(z.int().min(0).max(255)).length(3).default([127, 127, 127]),
});
const processor = z.object({
  image_tag: z.string().min(1).default("<image_placeholder>"),
  image_start_tag: z.string().min(1).default("<begin_of_image>"),
  image_end_tag: z.string().min(1).default("<end_of_image>"),
  num_image_tokens: z.int().positive().default(576),
});

/** Models that read and write pictures as transformers.js has them: Janus. */
export const janus: HubLayout = {
  name: "a reader and painter of pictures for transformers.js",
  marks: [...graphNames.map((graph) => `onnx/${graph}.onnx`), ...settings],

  recognise: (paths) =>
    findLayoutFiles(paths, { graphs: graphNames, required: settings, optional: ["generation_config.json"] }),

  toManifest(fetched) {
    const [reader, language, textHead, pictureHead, pictureEmbedder, decoder] = fetched.graphs;
    if (!reader || !language || !textHead || !pictureHead || !pictureEmbedder || !decoder)
      throw new Error("expected the graphs of a reader and painter");
    const stated = readSettings(fetched, "config.json", config);
    const generation = readSettings(fetched, "generation_config.json", config.partial(), {});
    const {
      image_size: edge,
      background_color: matte,
      ...pixels
    } = readSettings(fetched, "preprocessor_config.json", pictures);
    const tags = readSettings(fetched, "processor_config.json", processor);
    const inputs = language.inputs.map(({ name }) => name);
    const cache = inputs.filter((name) => name.startsWith("past_key_values."));
    if (cache.length === 0) throw toMisfit(language, "expected a cache of keys and values");
    const endTokenId = generation.eos_token_id ?? stated.eos_token_id ?? stated.language_config.eos_token_id;
    if (endTokenId === undefined) throw toMisfit(language, "its settings name no token that ends a text");
    return {
      ...fetched.about,
      family: "generative",
      generator: {
        architecture: "janus",
        reader: {
          ...reader.file,
          inputWidth: edge,
          inputHeight: edge,
          resize: "stretch",
          matte,
          ...toPixelKeys(pixels),
          inputIds: inputNamed(reader, "input_ids").name,
          pictures: inputNamed(reader, "pixel_values").name,
          placeMask: inputNamed(reader, "images_seq_mask").name,
          pictureMask: inputNamed(reader, "images_emb_mask").name,
          embeddings: outputNamed(reader, "inputs_embeds").name,
        },
        language: {
          ...language.file,
          embeddings: inputNamed(language, "inputs_embeds").name,
          ...(inputs.includes("attention_mask") && { attentionMask: "attention_mask" }),
          ...(inputs.includes("position_ids") && { positionIds: "position_ids" }),
          states: outputNamed(language, "last_hidden_state").name,
          cache: Object.fromEntries(
            cache.map((name) => [name, outputNamed(language, name.replace("past_key_values", "present")).name]),
          ),
        },
        textHead: textHead.file,
        pictureHead: pictureHead.file,
        pictureEmbedder: pictureEmbedder.file,
        decoder: {
          ...decoder.file,
          tokens: inputNamed(decoder, "generated_tokens").name,
          picture: outputNamed(decoder, "decoded_image").name,
        },
        tokenizer: fetched.file("tokenizer.json"),
        pictureTokens: tags.num_image_tokens,
        pictureToken: tags.image_tag,
        pictureStart: tags.image_start_tag,
        pictureEnd: tags.image_end_tag,
        endTokenId,
        padTokenId: generation.pad_token_id ?? stated.pad_token_id ?? endTokenId,
      },
    };
  },
};
