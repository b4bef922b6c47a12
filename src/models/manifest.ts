import { readFile } from "node:fs/promises";
import { z } from "zod";
import { KinodexError, toMessage } from "../core/errors.js";

/** An object that takes these keys only; the message for another one lists them. */
function closed<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === "unrecognized_keys" ? `unknown key; allowed: ${Object.keys(shape).join(", ")}` : undefined,
  });
}

const name = z.string().min(1);
const count = z.int().positive();
const perChannel = z.array(z.number()).length(3);

const file = {
  /** Relative to the manifest's folder. */
  file: z.string().regex(/^(?!\/)(?!.*\.\.)[\w./-]+$/, "expected a path inside the manifest's folder"),
  sha256: z.string().regex(/^[0-9a-f]{64}$/, "expected 64 lower-case hexadecimal digits"),
  sizeBytes: count,
  /** Where `models pull` fetches it; `{revision}` stands for the manifest's `revision`. */
  url: z.url({ protocol: /^https?$/ }).optional(),
};

const about = {
  id: z.string().regex(/^[\w.-]+\/[\w.-]+$/, "expected owner/name"),
  licence: name,
  source: name,
  description: name,
  revision: name.optional(),
};

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

const contrastive = closed({
  ...about,
  family: z.literal("contrastive"),
  dimension: count,
  image: imagePart,
  text: textPart,
  temporal: temporalPart.optional(),
  logitScale: z.number().positive(),
});

/** A manifest of a family that Kinodex names and does not run yet: known, listed, and refused when it is opened. */
const other = z.looseObject({ ...about, family: z.enum(["masked", "generative", "backbone"]) });

const manifestSchema = z.discriminatedUnion("family", [contrastive, other]);

/** One file of a model. */
export type ModelFile = z.infer<z.ZodObject<typeof file>>;

/** An image and a text encoder of one space, and where the model has one a temporal pooler. */
export type ContrastiveManifest = z.infer<typeof contrastive>;

/** What a file in `models/*.json` says, validated. */
export type ModelManifest = z.infer<typeof manifestSchema>;

/** How a model turns pictures and words into numbers. */
export type ModelFamily = ModelManifest["family"];

/**
 * Reads a manifest.
 *
 * @throws {KinodexError} `model` when it cannot be read or is not valid; the message names each key and what is allowed.
 */
export async function readManifest(path: string): Promise<ModelManifest> {
  let content: unknown;
  try {
    content = JSON.parse(await readFile(path, "utf8"));
  } catch (error) {
    throw new KinodexError("model", `cannot read the model manifest ${path}: ${toMessage(error)}`, { path }, error);
  }
  const result = manifestSchema.safeParse(content);
  if (result.success) return result.data;
  const problems = result.error.issues.map(toAdvice);
  throw new KinodexError("model", `the model manifest ${path} is not valid: ${problems.join("; ")}`, {
    path,
    problems,
  });
}

function toAdvice(issue: z.core.$ZodIssue): string {
  const unknown = issue.code === "unrecognized_keys" ? issue.keys : [];
  const key = [...issue.path, ...unknown].join(".");
  if (issue.code === "invalid_union") return `"${key}" must be contrastive, masked, generative or backbone`;
  return key ? `"${key}": ${issue.message}` : issue.message;
}

/** The files that a model is made of, by the part they belong to. */
export function filesOf(manifest: ModelManifest): { readonly part: string; readonly file: ModelFile }[] {
  if (manifest.family !== "contrastive") return [];
  const { image, text, temporal } = manifest;
  return [
    { part: "image", file: image },
    { part: "text", file: text },
    { part: "tokenizer", file: text.tokenizer },
    ...(text.known ? [{ part: "known texts", file: text.known }] : []),
    ...(temporal ? [{ part: "temporal", file: temporal }] : []),
  ];
}
