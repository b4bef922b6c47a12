import { KinodexError } from "../../core/errors.js";
import type { ModelIdentity } from "../../core/modelIdentity.js";
import { faultOfSpace } from "../../models/capabilities/prefix.js";
import type { Model } from "../../models/model.js";
import { requireCapability } from "../../models/toModel.js";
import type { AnnotatorParts } from "../annotatorParts.js";
import type { Annotator, UnavailableAnnotator } from "../annotator.js";
import { loadCalibration } from "../concepts/calibration.js";
import { loadConceptBank } from "../concepts/conceptBank.js";
import { toUncalibrated } from "../concepts/openConceptAnnotator.js";
import { createDescriptionAnnotator, type DescriptionWriter } from "./descriptionAnnotator.js";
import { createEmbeddingDescriber } from "./embeddingDescriber.js";
import { createFrameDescriber } from "./frameDescriber.js";

/** Which model writes. */
export interface DescriptionChoice {
  readonly model: string;
  readonly maxTokens: number;
}

/**
 * Finds the model that writes, about pictures or about what the index holds of them, and reads what its sentences are checked
 * by; unavailable where it was not measured what the index's own model can be believed.
 *
 * @throws {KinodexError} `environment` for a model that is not here, `usage` for one that does not write, with those that do, or
 *   that reads the embeddings of another model than the index's
 */
export async function openDescriptionAnnotator(
  choice: DescriptionChoice,
  { model, models }: AnnotatorParts,
): Promise<Annotator | UnavailableAnnotator> {
  const writer = await openWriter(await models.open(choice.model), choice, model.identity);
  const calibration = loadCalibration(model.identity);
  if (!calibration) return { name: "descriptions", source: "caption", unavailable: toUncalibrated(model.identity.id) };
  return createDescriptionAnnotator({
    writer,
    ordinary: loadConceptBank(),
    calibration,
    textEncoder: () => model.open("text"),
  });
}

async function openWriter(
  model: Model,
  { maxTokens }: DescriptionChoice,
  index: ModelIdentity,
): Promise<DescriptionWriter> {
  if (!model.capabilities.has("prefix")) {
    await requireCapability(model, "generation");
    return createFrameDescriber({ model, maxTokens });
  }
  const { id } = model.identity;
  const fault = faultOfSpace(await model.open("prefix"), index);
  if (fault === undefined) return createEmbeddingDescriber({ model, maxTokens });
  throw new KinodexError("usage", `${id} cannot describe this index: it ${fault}`, { model: id, index: index.id });
}
