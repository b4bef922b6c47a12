import { z } from "zod";
import { about, closed, count, file, name } from "../../manifest/fields.js";

const perChannel = z.array(z.number()).length(3);

const imagePart = closed({
  ...file,
  inputWidth: count,
  inputHeight: count,
  resize: z.enum(["stretch", "crop"]),
  interpolation: z.literal("bicubic"),
  mean: perChannel,
  std: z.array(z.number().positive()).length(3),
  input: name,
  output: name,
});

const textPart = closed({
  ...file,
  tokenizer: closed(file),
  /** Embeddings of texts that are always asked for, so that the encoder need not be loaded for them. */
  known: closed(file).optional(),
  contextLength: count,
  padTokenId: z.int().nonnegative(),
  inputIds: name,
  attentionMask: name.optional(),
  output: name,
});

const temporalPart = closed({
  ...file,
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
  logitScale: z.number().positive(),
});

/** What a manifest of the family says, validated. */
export type ContrastiveManifest = z.output<typeof contrastiveSchema>;
