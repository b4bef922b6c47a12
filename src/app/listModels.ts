import { isCalibrated, writesCaptions } from "../annotators/concepts/calibration.js";
import type { KinodexError } from "../core/errors.js";
import type { ModelIdentity } from "../core/modelIdentity.js";
import { families } from "../models/families/families.js";
import { listModels, toModelSummary, type ModelSummary } from "../models/hub/knownModels.js";

/** What people are told about a model that is here. */
export interface ListedModel extends ModelSummary {
  /** Whether it was measured how far its captions can be believed; absent where it embeds nothing, and captions nothing so. */
  readonly isCalibrated?: boolean;
  /** Whether it was then right often enough about anything or any place to name it; absent as `isCalibrated` is. */
  readonly writesCaptions?: boolean;
}

/** The models that are here, and what is wrong with the manifests that could not be used. */
export async function summariseModels(): Promise<{
  readonly models: readonly ListedModel[];
  readonly faults: readonly KinodexError[];
}> {
  const { models, faults } = await listModels();
  const summaries = models.map((model): ListedModel => {
    const { identity, openers } = families.create(model.manifest);
    const embeds = openers.image !== undefined && openers.text !== undefined;
    return { ...toModelSummary(model), ...(embeds && toldOf(identity)) };
  });
  return { models: summaries, faults };
}

function toldOf(identity: ModelIdentity): Pick<ListedModel, "isCalibrated" | "writesCaptions"> {
  return { isCalibrated: isCalibrated(identity), writesCaptions: writesCaptions(identity) };
}
