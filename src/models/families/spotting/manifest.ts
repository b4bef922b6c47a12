import { z } from "zod";
import { about, closed, count, file, graphPart, name } from "../../manifest/fields.js";
import { picture } from "../../manifest/picture.js";

const share = z.number().positive().max(1);

/** How the pixels of a graph are prepared. */
const pixels = {
  /** The order of the channels; `mean` and `std` are in this order too. */
  channels: z.enum(["rgb", "bgr"]),
  mean: picture.mean,
  std: picture.std,
};

/** Says of each pixel how probable it is that it lies in the core of a line of text: `[1, 1, height, width]`. */
const detectionPart = graphPart({
  input: name,
  output: name,
  ...pixels,
  /** Edges of a picture are scaled to multiples of this. */
  multipleOf: count.default(32),
  /** Larger pictures are scaled down to it. */
  longestEdge: count,
  /** Pixels above it are text. */
  minProbability: share.default(0.3),
  /** A line whose pixels are less probable than this on average is none. */
  minLineProbability: share.default(0.6),
  /** How far a core is grown to its line: by this share of its area over its outline. */
  growth: z.number().nonnegative().default(1.5),
});

/** Reads a line of text, a picture of one height and any width, from left to right: `[N, steps, 1 + keys + 1]`. */
const recognitionPart = graphPart({
  input: name,
  output: name,
  ...pixels,
  height: count,
  /** Pixels of the picture for each step of the output. */
  pixelsPerStep: count.default(8),
  /** The characters, a line each. Before them comes the blank of CTC, behind them the space. */
  keys: closed(file),
  /** Between two characters a space as probable as this is one: networks prefer the blank there. */
  minSpaceProbability: share.default(0.03),
  /** Lines that one run takes. */
  maxBatch: count.default(8),
});

/** Manifests of the family. */
export const spottingSchema = closed({ ...about, detection: detectionPart, recognition: recognitionPart });

/** What a manifest of the family says, validated. */
export type SpottingManifest = z.output<typeof spottingSchema>;
export type DetectionPart = SpottingManifest["detection"];
export type RecognitionPart = SpottingManifest["recognition"];
