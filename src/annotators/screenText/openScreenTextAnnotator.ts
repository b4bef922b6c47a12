import { requireCapability } from "../../models/toModel.js";
import type { Annotator } from "../annotator.js";
import type { AnnotatorParts } from "../annotatorParts.js";
import { createScreenTextAnnotator } from "./screenTextAnnotator.js";

/** Which model reads, and how often. */
export interface ScreenTextChoice {
  readonly model: string;
  readonly framesPerSecond: number;
}

/**
 * Finds the model that reads the text in pictures; it is loaded for the first picture that may show some.
 *
 * @throws {KinodexError} `environment` for a model that is not here, `usage` for one that does not read
 */
export async function openScreenTextAnnotator(
  { model: id, framesPerSecond }: ScreenTextChoice,
  { models }: Pick<AnnotatorParts, "models">,
): Promise<Annotator> {
  const model = await models.open(id);
  await requireCapability(model, "reading");
  const modelHash = model.identity.hash;
  return createScreenTextAnnotator({ modelHash, framesPerSecond, openReader: () => model.open("reading") });
}
