// What people choose by name.
export { defaultModelId } from "../models/hub/knownModels.js";
export { loadPreset, presetNames } from "../pipeline/preset.js";
