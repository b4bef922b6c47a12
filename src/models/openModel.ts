import { createModel, type ModelOptions } from "./createModel.js";
import { defaultModelId, findModel } from "./hub/knownModels.js";
import type { Model } from "./model.js";

/**
 * The model with this id.
 *
 * @throws {KinodexError} `environment` for an unknown one, with those that exist
 */
export async function openModel(id: string = defaultModelId, options: ModelOptions = {}): Promise<Model> {
  return createModel(await findModel(id), options);
}
