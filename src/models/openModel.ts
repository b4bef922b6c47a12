import { KinodexError } from "../core/errors.js";
import { createContrastiveModel, type OpenModelOptions, type VisionLanguageModel } from "./contrastive.js";
import { defaultModelId, findModel } from "./registry.js";

/**
 * The model with this id, ready to load its parts.
 *
 * @throws {KinodexError} `environment` for an unknown id, `usage` for a family that Kinodex does not run.
 */
export async function openModel(
  id: string = defaultModelId,
  options: OpenModelOptions = {},
): Promise<VisionLanguageModel> {
  const { manifest, folder } = await findModel(id);
  if (manifest.family === "contrastive") return createContrastiveModel(manifest, folder, options);
  throw new KinodexError(
    "usage",
    `the model ${id} is of the family "${manifest.family}", which Kinodex does not run yet; choose a contrastive one`,
    { model: id, family: manifest.family },
  );
}
