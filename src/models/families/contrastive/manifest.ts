import { z } from "zod";
import { about, closed, count, file, graphPart, name } from "../../manifest/fields.js";

const perChannel = z.array(z.number()).length(3);

const imagePart = graphPart({
  inputWidth: count,
  inputHeight: count,
  /** `stretch` ignores the aspect ratio, `crop` cuts the middle out. */
  resize: z.enum(["stretch", "crop"]),
  /** Short edge of the picture that `crop` cuts from; by default it just covers the input. */
  shortEdge: count.optional(),
  interpolation: z.enum(["bicubic", "bilinear", "lanczos"]),
  mean: perChannel,
  std: z.array(z.number().positive()).length(3),
  input: name,
  output: name,
  /** Pictures that one run takes. */
  maxBatch: count.default(16),
}).refine(
  ({ resize, shortEdge = Number.POSITIVE_INFINITY, inputWidth, inputHeight }) =>
    shortEdge >= Math.max(inputWidth, inputHeight) && (resize === "crop" || !Number.isFinite(shortEdge)),
  { path: ["shortEdge"], error: "expected at least the input's edges, and the resize crop" },
);

const textPart = graphPart({
  tokenizer: closed(file),
  /** Embeddings of texts that are always asked for, so that the encoder need not be loaded for them. */
  known: closed(file).optional(),
  contextLength: count,
  /** Whether texts are lower-cased before the tokeniser sees them. */
  lowerCase: z.boolean().default(false),
  padTokenId: z.int().nonnegative(),
  paddingSide: z.enum(["right", "left"]).default("right"),
  inputIds: name,
  /** Only of a model that takes one; 0 on padding. */
  attentionMask: name.optional(),
  /** Only of a model that takes them; all 0. */
  tokenTypeIds: name.optional(),
  /** Element type of the inputs. */
  idType: z.enum(["int64", "int32"]).default("int64"),
  output: name,
  /** Texts that one run takes. */
  maxBatch: count.default(32),
});

const temporalPart = graphPart({
  maxFrames: count,
  input: name,
  mask: name,
  times: name,
  output: name,
});

/** Manifests of the family: an image and a text encoder of one space, and where the model has one a temporal pooler. */
export const contrastiveSchema = closed({
  ...about,
  dimension: count,
  image: imagePart,
  text: textPart,
  temporal: temporalPart.optional(),
  /** `logitScale * similarity + logitBias` is what the model puts through its softmax or sigmoid. */
  logitScale: z.number().positive(),
  logitBias: z.number().default(0),
});

/** What a manifest of the family says, validated. */
export type ContrastiveManifest = z.output<typeof contrastiveSchema>;
