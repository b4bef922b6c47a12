import { z } from "zod";
import type { FetchedModel, HubLayout } from "../../hubLayout.js";
import { cachesOf, inputNamed, outputNamed } from "../../layouts/graphs.js";
import { checkPictureSize, readPictures } from "../../layouts/pictures.js";
import { findLayoutFiles } from "../../layouts/findLayoutFiles.js";
import { readSettings } from "../../layouts/settings.js";

const graphNames = ["vision_encoder", "embed_tokens", "encoder_model", "decoder_model_merged"] as const;
const settings = ["config.json", "preprocessor_config.json", "tokenizer.json"];

const tokens = z
  .object({
    decoder_start_token_id: z.int().nonnegative().nullish(),
    forced_bos_token_id: z.int().nonnegative().nullish(),
    eos_token_id: z.int().nonnegative().nullish(),
    no_repeat_ngram_size: z.int().nonnegative().nullish(),
  })
  .default({});
const config = z.intersection(
  tokens,
  z.object({
    text_config: z.intersection(tokens, z.object({ max_position_embeddings: z.int().positive().default(1024) })),
  }),
);
const prompts = z.record(z.string().min(1), z.string().min(1)).default({});
const processor = z.object({ task_prompts_without_inputs: prompts, task_prompts_with_input: prompts });

/** Encoders and decoders of tasks as transformers.js has them: Florence-2. */
export const encoderDecoder: HubLayout = {
  name: "an encoder and a decoder of tasks for transformers.js",
  marks: [...graphNames.map((graph) => `onnx/${graph}.onnx`), ...settings],

  recognise: (paths) =>
    findLayoutFiles(paths, { graphs: graphNames, required: settings, optional: ["generation_config.json"] }),

  toManifest(fetched) {
    const [vision, embedder, encoder, decoder] = fetched.graphs;
    if (!vision || !embedder || !encoder || !decoder)
      throw new Error("expected the graphs of an encoder and a decoder");
    const pictures = readPictures(fetched);
    checkPictureSize(vision, pictures);
    const ids = inputNamed(embedder, "input_ids");
    return {
      ...fetched.about,
      family: "generative",
      generator: {
        architecture: "encoder-decoder",
        vision: {
          ...vision.file,
          ...pictures,
          input: inputNamed(vision, "pixel_values").name,
          features: outputNamed(vision, "image_features").name,
        },
        embedder: {
          ...embedder.file,
          inputIds: ids.name,
          idType: ids.type,
          embeddings: outputNamed(embedder, "inputs_embeds").name,
        },
        encoder: {
          ...encoder.file,
          embeddings: inputNamed(encoder, "inputs_embeds").name,
          attentionMask: inputNamed(encoder, "attention_mask").name,
          states: outputNamed(encoder, "last_hidden_state").name,
        },
        decoder: {
          ...decoder.file,
          embeddings: inputNamed(decoder, "inputs_embeds").name,
          states: inputNamed(decoder, "encoder_hidden_states").name,
          statesMask: inputNamed(decoder, "encoder_attention_mask").name,
          logits: outputNamed(decoder, "logits").name,
          cacheSwitch: inputNamed(decoder, "use_cache_branch").name,
          ...cachesOf(decoder),
        },
        tokenizer: fetched.file("tokenizer.json"),
        ...readTexts(fetched),
      },
    };
  },
};

/** With which tokens texts begin and end, and the prompts of tasks. */
function readTexts(fetched: FetchedModel) {
  const stated = readSettings(fetched, "config.json", config);
  const generation = readSettings(fetched, "generation_config.json", tokens, {});
  // the more special one counts
  const told = (key: keyof z.output<typeof tokens>) => generation[key] ?? stated[key] ?? stated.text_config[key];
  const [start, forced] = [told("decoder_start_token_id") ?? 2, told("forced_bos_token_id")];
  const tasks = readSettings(fetched, "preprocessor_config.json", processor);
  return {
    contextLength: stated.text_config.max_position_embeddings,
    startTokenIds: typeof forced === "number" ? [start, forced] : [start],
    endTokenId: told("eos_token_id") ?? 2,
    noRepeatNgram: told("no_repeat_ngram_size") ?? 0,
    tasks: { ...tasks.task_prompts_without_inputs, ...tasks.task_prompts_with_input },
  };
}
