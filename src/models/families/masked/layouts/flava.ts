import { z } from "zod";
import type { FetchedGraph, FetchedModel, HubLayout } from "../../hubLayout.js";
import { checkPictureSize } from "../../layouts/pictures.js";
import { findLayoutFiles } from "../../layouts/findLayoutFiles.js";
import { maxEdge, readSettings, readTokenizerSettings } from "../../layouts/settings.js";
import { readMaskTokenId, requireNames } from "./graphNames.js";

const graphNames = ["vision_model", "text_model", "multimodal_model", "image_codebook"] as const;
const settings = ["config.json", "tokenizer.json"];
const optional = ["preprocessor_config.json", "tokenizer_config.json"];

const edge = z.int().positive().max(maxEdge);
const size = z.union([edge, z.object({ height: edge, width: edge })]);
const channels = z.array(z.number()).length(3);
const resample = z.union([z.literal(1), z.literal(2), z.literal(3)]);

const config = z.object({
  image_config: z.object({ image_size: edge, patch_size: edge }),
  text_config: z.object({ pad_token_id: z.int().nonnegative().optional() }).default({}),
});

/** What the model's own processor does where nothing else is said. */
const pictures = z.object({
  size: size.optional(),
  resample: resample.default(3),
  image_mean: channels.default([0.48145466, 0.4578275, 0.40821073]),
  image_std: channels.default([0.26862954, 0.26130258, 0.27577711]),
  codebook_size: size.optional(),
  codebook_resample: resample.default(1),
  codebook_do_map_pixels: z.boolean().default(true),
});
const interpolations = { 1: "lanczos", 2: "bilinear", 3: "bicubic" } as const;

/** Tokens that texts had in training (https://arxiv.org/abs/2112.04482). */
const trainedTokens = 77;
/** Pixels of a code, in each direction, of the codebook: that of DALL-E. */
const pixelsPerCode = 8;
/** Values from 0 to 1 are mapped to those from 0.1 to 0.9 (https://arxiv.org/abs/2102.12092). */
const mapped = { mean: [-0.125, -0.125, -0.125], std: [1.25, 1.25, 1.25] };
const asTheyAre = { mean: [0, 0, 0], std: [1, 1, 1] };

/** FLAVA in four graphs, as `models/export/` writes it: no hub has a layout of its own for it. */
export const flava: HubLayout = {
  name: "FLAVA in four graphs",
  marks: [...graphNames.map((name) => `onnx/${name}.onnx`), ...settings],

  recognise: (paths) => findLayoutFiles(paths, { graphs: graphNames, required: settings, optional }),

  toManifest(fetched) {
    const [image, text, joint, codebook] = fetched.graphs;
    if (!image || !text || !joint || !codebook) throw new Error("expected four graphs");
    checkGraphs(image, text, joint, codebook);
    const { image_config: patched, text_config: texts } = readSettings(fetched, "config.json", config);
    const side = Math.floor(patched.image_size / patched.patch_size);
    const prepared = readPictures(fetched, { side, imageSize: patched.image_size });
    checkPictureSize(image, prepared.pictures);
    checkPictureSize(codebook, prepared.codebook);
    const tokens = readTokenizerSettings(fetched);
    return {
      ...fetched.about,
      family: "masked",
      pictures: prepared.pictures,
      texts: {
        tokenizer: fetched.file("tokenizer.json"),
        contextLength: Math.min(trainedTokens, tokens.maxTokens ?? trainedTokens),
        lowerCase: tokens.lowersCase,
        padTokenId: tokens.padTokenId ?? texts.pad_token_id ?? 0,
        maskTokenId: readMaskTokenId(fetched, tokens),
      },
      image: {
        ...image.file,
        input: "pixel_values",
        states: "image_states",
        patches: { rows: side, columns: side, hidden: "bool_masked_pos", logits: "mim_logits" },
      },
      text: {
        ...text.file,
        inputIds: "input_ids",
        attentionMask: "attention_mask",
        states: "text_states",
      },
      joint: [
        {
          ...joint.file,
          image: "image_states",
          text: "text_states",
          attentionMask: "attention_mask",
          matchLogits: "itm_logits",
          wordLogits: "mmm_text_logits",
        },
      ],
      codebook: { ...codebook.file, ...prepared.codebook, input: "codebook_pixel_values", output: "codes" },
    };
  },
};

function checkGraphs(image: FetchedGraph, text: FetchedGraph, joint: FetchedGraph, codebook: FetchedGraph): void {
  requireNames(image, ["pixel_values", "bool_masked_pos"], ["image_states", "mim_logits"]);
  requireNames(text, ["input_ids", "attention_mask"], ["text_states"]);
  requireNames(joint, ["image_states", "text_states", "attention_mask"], ["itm_logits", "mmm_text_logits"]);
  requireNames(codebook, ["codebook_pixel_values"], ["codes"]);
}

/** Both are stretched: what is cut out of the middle afterwards is all of it. */
function readPictures(
  fetched: FetchedModel,
  { side, imageSize }: { readonly side: number; readonly imageSize: number },
) {
  const stated = readSettings(fetched, "preprocessor_config.json", pictures, pictures.parse({}));
  const toPart = (asked: z.output<typeof size> | undefined, byDefault: number, filter: 1 | 2 | 3) => {
    const { width, height } =
      typeof asked === "object" ? asked : { width: asked ?? byDefault, height: asked ?? byDefault };
    const [inputWidth, inputHeight] = [width, height];
    return { inputWidth, inputHeight, resize: "stretch", interpolation: interpolations[filter] };
  };
  return {
    pictures: {
      ...toPart(stated.size, imageSize, stated.resample),
      mean: stated.image_mean,
      std: stated.image_std,
    },
    codebook: {
      ...toPart(stated.codebook_size, side * pixelsPerCode, stated.codebook_resample),
      ...(stated.codebook_do_map_pixels ? mapped : asTheyAre),
    },
  };
}
