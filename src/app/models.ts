// Models without an index.
export { defaultModelId, listModels, toModelSummary } from "../models/hub/knownModels.js";
export { pullModel } from "../models/hub/pull.js";
export { verifyModel } from "../models/hub/verify.js";
