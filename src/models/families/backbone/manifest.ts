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

const decoderPart = graphPart({
  /** Input that takes embeddings of tokens. */
  tokens: name,
  logits: name,
  attentionMask: name.optional(),
  positionIds: name.optional(),
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

/** Manifests of the family: a vision encoder whose features a language model reads in the places of tokens. */
export const backboneSchema = closed({
  ...about,
  vision: visionPart,
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
});

/** What a manifest of the family says, validated. */
export type BackboneManifest = z.output<typeof backboneSchema>;
