// Models without an index.
export type { Capability } from "../models/capabilities.js";
export { summariseModels, type ListedModel } from "./listModels.js";
export { recommendModels } from "./recommendModels.js";
export { purposes } from "../models/families/families.js";
export { listCatalogue, listWithoutWeights, type CatalogueEntry } from "../models/hub/catalogue.js";
export { defaultModelId, modelsThatCan } from "../models/hub/knownModels.js";
export { pullModel, type FileProgress, type PullPlan } from "../models/hub/pull.js";
export { measureSpeed, type ModelSpeed } from "../models/measureSpeed.js";
export type { Model } from "../models/model.js";
export { openModel } from "../models/openModel.js";
export { tasks, type Recommendation, type Task } from "../models/hub/recommend.js";
export { verifyModel } from "../models/hub/verify.js";
