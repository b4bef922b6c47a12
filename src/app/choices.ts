// What people choose by name.
export { defaultModelId } from "../models/registry.js";
export { presetNames } from "../pipeline/preset.js";
