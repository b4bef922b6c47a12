import { KinodexError } from "../../core/errors.js";
import type { AnnotatorParts } from "../annotatorParts.js";
import type { Annotator } from "../annotator.js";
import { createSurpriseAnnotator } from "./surpriseAnnotator.js";

/** Which model measures, and how often. */
export interface SurpriseChoice {
  readonly model: string;
  readonly framesPerSecond: number;
}

/**
 * Finds the model that measures how surprising pictures are; it is loaded for the first video.
 *
 * @throws {KinodexError} `environment` for a model that is not here
 */
export async function openSurpriseAnnotator(
  { model: id, framesPerSecond }: SurpriseChoice,
  { models }: Pick<AnnotatorParts, "models">,
): Promise<Annotator> {
  const model = await models.open(id);
  return createSurpriseAnnotator({
    modelHash: model.identity.hash,
    framesPerSecond,
    async openMeasure() {
      const matcher = await model.open("matching");
      const measure = matcher.surprise?.bind(matcher);
      if (measure) return measure;
      throw new KinodexError(
        "usage",
        `the model ${id} cannot tell what is hidden in a picture: take one that can, as FLAVA`,
        {
          model: id,
        },
      );
    },
  });
}
