import { z } from "zod";
import { about, closed, count, file, graphPart, name } from "../../manifest/fields.js";
import { picture } from "../../manifest/picture.js";

/** Pictures keep their shape: each edge is rounded down to a whole number of patches. */
const scaled = closed({
  shortEdge: count,
  maxLongEdge: count,
  multipleOf: count,
  interpolation: picture.interpolation,
  mean: picture.mean,
  std: picture.std,
});

const textsPart = closed({
  tokenizer: closed(file),
  contextLength: count,
  /** Whether texts are lower-cased before the tokeniser sees them. */
  lowerCase: z.boolean().default(false),
  padTokenId: z.int().nonnegative(),
  maskTokenId: z.int().nonnegative(),
  /** Element type of ids, masks and types. */
  idType: z.enum(["int64", "int32"]).default("int64"),
});

/** Names of what a graph takes of a text beside its ids; not every one takes them. */
const besideIds = {
  /** 0 on padding. */
  attentionMask: name.optional(),
  /** All 0. */
  tokenTypeIds: name.optional(),
};

/** Reads a picture by itself. */
const imagePart = graphPart({
  input: name,
  /** What a joint graph takes of the picture, `[N, …]`. */
  states: name,
  /** The picture as one vector, `[N, D]`, where a joint graph takes that as well. */
  embedding: name.optional(),
  /** For the surprise of a picture: which patches are hidden, `[N, rows * columns]`, and what they are thought to be. */
  patches: closed({ rows: count, columns: count, hidden: name, logits: name }).optional(),
});

/** Reads a text by itself. */
const textPart = graphPart({
  inputIds: name,
  ...besideIds,
  /** What a joint graph takes of the text, `[N, T, …]`. */
  states: name,
  /** The text as one vector, `[N, D]`, where a joint graph takes that as well. */
  embedding: name.optional(),
});

/** Judges a picture and a text together. */
const jointPart = graphPart({
  /** Takes the states of the `image` part; without one, the picture itself. */
  image: name,
  /** Takes the states of the `text` part; without one, token ids. */
  text: name,
  /** Take the `embedding` of either part. */
  imageEmbedding: name.optional(),
  textEmbedding: name.optional(),
  ...besideIds,
  /** `[N, 2]`, no match and match; or `[N]` or `[N, 1]`, the log odds of a match. */
  matchLogits: name.optional(),
  /** `[N, T, words]`: what each token of the text may be. */
  wordLogits: name.optional(),
});

/** Says which code each patch of a picture has, as the model learnt them: `[N, rows, columns]`. */
const codebookPart = graphPart({ ...picture, input: name, output: name });

/**
 * Manifests of the family. One joint graph, or two, give `matchLogits` and `wordLogits`. The surprise of a picture takes the
 * `patches` of the `image` part and a `codebook`.
 */
export const maskedSchema = closed({
  ...about,
  pictures: z.union([closed(picture), scaled]),
  texts: textsPart,
  image: imagePart.optional(),
  text: textPart.optional(),
  joint: z
    .array(jointPart)
    .min(1)
    .max(2)
    .refine((graphs) => graphs.filter(({ matchLogits }) => matchLogits !== undefined).length === 1, {
      error: "expected one graph that gives matchLogits",
    }),
  codebook: codebookPart.optional(),
  /** Frames of a moment that are looked at. */
  maxFrames: count.default(4),
  /** Pairs of a picture and a text that one run of a joint graph takes. */
  maxBatch: count.default(8),
}).refine(
  ({ image, text, joint }) =>
    joint.every(
      ({ imageEmbedding, textEmbedding }) =>
        (imageEmbedding === undefined || image?.embedding !== undefined) &&
        (textEmbedding === undefined || text?.embedding !== undefined),
    ),
  { path: ["joint"], error: "takes an embedding: expected the part that gives it to name it" },
);

/** What a manifest of the family says, validated. */
export type MaskedManifest = z.output<typeof maskedSchema>;
export type JointPart = MaskedManifest["joint"][number];
