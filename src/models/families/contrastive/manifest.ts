import { z } from "zod";
import { about, closed, count, graphPart, name } from "../../manifest/fields.js";
import { imageTower, textTower } from "../towers.js";

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
  image: imageTower,
  text: textTower,
  temporal: temporalPart.optional(),
  /** `logitScale * similarity + logitBias` is what the model puts through its softmax or sigmoid. */
  logitScale: z.number().positive(),
  logitBias: z.number().default(0),
});

/** What a manifest of the family says, validated. */
export type ContrastiveManifest = z.output<typeof contrastiveSchema>;
