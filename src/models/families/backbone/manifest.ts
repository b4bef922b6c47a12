import { z } from "zod";
import { about, closed, count, file, graphPart, name } from "../../manifest/fields.js";
import { picture, pictureBefore } from "../../manifest/picture.js";

const visionPart = graphPart({
  ...picture,
  ...pictureBefore,
  input: name,
  /** Only of a model that takes one: which pixels are no padding; all are. */
  pixelMask: name.optional(),
  output: name,
});

/** Reads pictures of any size, as patches. */
const patchesPart = graphPart({
  /** Pixels of a patch's edge, and how many patches along an edge become one row of features. */
  patchEdge: count,
  mergedPatches: count,
  /** Frames of a patch; a picture is all of them. */
  patchFrames: count,
  /** A picture keeps its shape, about: it is scaled so that it has so many pixels, and only whole rows of features. */
  minPixels: count,
  maxPixels: count,
  interpolation: picture.interpolation,
  mean: picture.mean,
  std: picture.std,
  input: name,
  /** Input: frames, rows and columns of patches, `[1, 3]`. */
  grid: name,
  output: name,
}).refine(
  ({ patchEdge, mergedPatches, minPixels, maxPixels }) =>
    Math.max(minPixels, (patchEdge * mergedPatches) ** 2) <= maxPixels,
  { path: ["maxPixels"], error: "expected at least minPixels, and the pixels of one row of features" },
);

const mapperPart = graphPart({
  /** Input of embeddings `[N, dimension]`, and output of the rows that stand in the places of tokens. */
  input: name,
  output: name,
  dimension: count,
  /** The model whose embeddings it was trained on, where that is known. */
  space: closed({ id: name, hash: name }).optional(),
});

const decoderPart = graphPart({
  /** Input that takes embeddings of tokens. */
  tokens: name,
  logits: name,
  attentionMask: name.optional(),
  positionIds: name.optional(),
  /** Only of a model whose tokens have places in time, height and width: `positionIds` takes `[3, 1, tokens]`. */
  positionAxes: z.literal(3).optional(),
  /** Only of a model that takes it: of how many tokens the logits are wanted. */
  logitCount: name.optional(),
  /** Each input that takes a part of the cache, and the output that gives it. */
  cache: z.record(name, name),
});

/** What is said to the model around pictures and a question, special tokens written out. */
const prompt = closed({
  start: z.string(),
  /** Around the token that stands for a picture. */
  picture: z.string(),
  /** Before the question. */
  question: z.string().default(""),
  end: z.string(),
  /** Whether the tokeniser puts before it what it puts before every text. */
  addsSpecialTokens: z.boolean().default(false),
  /** The token that stands for a picture; it becomes as many as the picture has rows of features. */
  imageToken: name,
}).refine(({ picture: around, imageToken }) => around.split(imageToken).length === 2, {
  path: ["picture"],
  error: "expected the image token, once",
});

/**
 * Manifests of the family: a language model that reads in the places of tokens what a vision encoder makes of pictures, or a
 * mapper of stored embeddings. It has one of the two.
 */
export const backboneSchema = closed({
  ...about,
  vision: z.union([visionPart, patchesPart]).optional(),
  mapper: mapperPart.optional(),
  /** Turns ids of tokens into embeddings. */
  embedder: graphPart({}),
  decoder: decoderPart,
  tokenizer: closed(file),
  prompt,
  endTokenIds: z.array(z.int().nonnegative()).min(1),
  /** Tokens of a prompt, its pictures and the answer together. */
  contextLength: count,
  /** Pictures of a prompt. */
  maxFrames: count,
}).refine(({ vision, mapper }) => (vision === undefined) !== (mapper === undefined), {
  path: ["vision"],
  error: "expected either vision or mapper",
});

/** What a manifest of the family says, validated. */
export type BackboneManifest = z.output<typeof backboneSchema>;
/** How pictures are read that are all made of one size. */
export type VisionPart = z.output<typeof visionPart>;
/** How pictures of any size are read. */
export type PatchesPart = z.output<typeof patchesPart>;
/** How stored embeddings are read. */
export type MapperPart = NonNullable<BackboneManifest["mapper"]>;
