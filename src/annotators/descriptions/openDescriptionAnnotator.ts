import { requireCapability } from "../../models/toModel.js";
import type { AnnotatorParts } from "../annotatorParts.js";
import type { Annotator, UnavailableAnnotator } from "../annotator.js";
import { loadCalibration } from "../concepts/calibration.js";
import { loadConceptBank } from "../concepts/conceptBank.js";
import { toUncalibrated } from "../concepts/openConceptAnnotator.js";
import { createDescriptionAnnotator } from "./descriptionAnnotator.js";
import { createFrameDescriber } from "./frameDescriber.js";

/** Which model writes. */
export interface DescriptionChoice {
  readonly model: string;
  readonly maxTokens: number;
}

/**
 * Finds the model that describes pictures, and reads what its sentences are checked by; unavailable where it was not measured
 * what the index's own model can be believed.
 *
 * @throws {KinodexError} `environment` for a model that is not here, `usage` for one that does not write; the message names
 *   those that do
 */
export async function openDescriptionAnnotator(
  { model: id, maxTokens }: DescriptionChoice,
  { model, models }: AnnotatorParts,
): Promise<Annotator | UnavailableAnnotator> {
  const writing = await models.open(id);
  await requireCapability(writing, "generation");
  const calibration = loadCalibration(model.identity);
  if (!calibration) return { name: "descriptions", source: "caption", unavailable: toUncalibrated(model.identity.id) };
  return createDescriptionAnnotator({
    writer: createFrameDescriber({ model: writing, maxTokens }),
    ordinary: loadConceptBank(),
    calibration,
    textEncoder: () => model.open("text"),
  });
}
