import { z } from "zod";
import { KinodexError } from "../../../../core/errors.js";
import type { Precision } from "../../../precision.js";
import type { FetchedModel, HubLayout } from "../../hubLayout.js";
import { checkPictureSize, dimensionOf, readImageGraph, readTextGraph } from "./graphs.js";
import { logitsOf } from "./logits.js";
import { maxEdge, readSettings, readTokenizerSettings } from "./settings.js";

const graphNames = ["vision_model", "text_model"] as const;
/** Endings of a graph's name by precision, the usual one first. */
const endings: Readonly<Record<Precision, readonly string[]>> = {
  q8: ["_quantized", "_int8", "_uint8"],
  fp16: ["_fp16"],
  fp32: [""],
};

const config = z.object({
  model_type: z.string().default(""),
  projection_dim: z.int().positive().optional(),
  text_config: z
    .object({ max_position_embeddings: z.int().positive(), pad_token_id: z.int().nonnegative() })
    .partial()
    .default({}),
});

const edge = z.int().positive().max(maxEdge);
const size = z.union([edge, z.object({ shortest_edge: edge }), z.object({ height: edge, width: edge })]);
const channels = z.array(z.number()).length(3);
const pictures = z.object({
  size,
  crop_size: size.optional(),
  do_center_crop: z.boolean().nullish(),
  do_normalize: z.boolean().nullish(),
  resample: z.union([z.literal(1), z.literal(2), z.literal(3)]).default(3),
  image_mean: channels.optional(),
  image_std: channels.optional(),
});
/** As Pillow numbers them. */
const interpolations = { 1: "lanczos", 2: "bilinear", 3: "bicubic" } as const;

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

  recognise(paths) {
    const graphs: Partial<Record<Precision, readonly string[]>> = {};
    for (const [precision, names] of Object.entries(endings)) {
      const ending = names.find((name) => graphNames.every((graph) => paths.has(`onnx/${graph}${name}.onnx`)));
      if (ending !== undefined)
        graphs[precision as Precision] = graphNames.map((graph) => `onnx/${graph}${ending}.onnx`);
    }
    const settings = ["config.json", "preprocessor_config.json", "tokenizer.json"];
    if (Object.keys(graphs).length === 0 || !settings.every((path) => paths.has(path))) return undefined;
    return { settings: [...settings, "tokenizer_config.json"].filter((path) => paths.has(path)), graphs };
  },

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

function readPictures(fetched: FetchedModel) {
  const stated = readSettings(fetched, "preprocessor_config.json", pictures);
  const isNormalised = stated.do_normalize !== false;
  const short = toEdges(stated.size).shortEdge;
  const crops = short !== undefined || stated.do_center_crop === true;
  const [width, height] = toEdges(crops ? (stated.crop_size ?? stated.size) : stated.size).edges;
  if (short !== undefined && short < Math.max(width, height)) {
    const message = `preprocessor_config.json of ${fetched.about.id} cuts ${width}x${height} from pictures whose short edge is ${short}`;
    throw new KinodexError("model", message, { short, width, height });
  }
  return {
    inputWidth: width,
    inputHeight: height,
    resize: crops ? "crop" : "stretch",
    ...(crops && short !== undefined && short > Math.max(width, height) && { shortEdge: short }),
    interpolation: interpolations[stated.resample],
    mean: isNormalised ? (stated.image_mean ?? [0.5, 0.5, 0.5]) : [0, 0, 0],
    std: isNormalised ? (stated.image_std ?? [0.5, 0.5, 0.5]) : [1, 1, 1],
  };
}

function toEdges(stated: z.output<typeof size>): {
  readonly edges: readonly [number, number];
  readonly shortEdge?: number;
} {
  if (typeof stated === "number") return { edges: [stated, stated] };
  if ("shortest_edge" in stated) {
    const { shortest_edge: shortEdge } = stated;
    return { edges: [shortEdge, shortEdge], shortEdge };
  }
  return { edges: [stated.width, stated.height] };
}
