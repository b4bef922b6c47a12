// Models without an index.
export { listCatalogue, type CatalogueEntry } from "../models/hub/catalogue.js";
export { defaultModelId, listModels, toModelSummary, type ModelSummary } from "../models/hub/knownModels.js";
export { pullModel, type FileProgress, type PullPlan } from "../models/hub/pull.js";
export { measureSpeed, type ModelSpeed } from "../models/measureSpeed.js";
export { openModel } from "../models/openModel.js";
export { recommendModels, tasks, type Recommendation, type Task } from "../models/hub/recommend.js";
export { verifyModel } from "../models/hub/verify.js";
