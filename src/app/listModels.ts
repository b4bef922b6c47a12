import { isCalibrated } from "../annotators/concepts/calibration.js";
import type { KinodexError } from "../core/errors.js";
import { families } from "../models/families/families.js";
import { listModels, toModelSummary, type ModelSummary } from "../models/hub/knownModels.js";
import { recommendModels as recommendAmong, type Recommendation, type Wish } from "../models/hub/recommend.js";

/** What people are told about a model that is here. */
export interface ListedModel extends ModelSummary {
  /** Whether it was measured how far its captions can be believed; absent where it embeds nothing, and captions nothing so. */
  readonly isCalibrated?: boolean;
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
    return { ...toModelSummary(model), ...(embeds && { isCalibrated: isCalibrated(identity) }) };
  });
  return { models: summaries, faults };
}

/** Models that fit a wish, the best first; see `models/hub/recommend.ts`. */
export async function recommendModels(wish: Omit<Wish, "calibrated">): Promise<readonly Recommendation[]> {
  const { models } = await summariseModels();
  return recommendAmong({ ...wish, calibrated: models.filter((model) => model.isCalibrated).map(({ id }) => id) });
}
