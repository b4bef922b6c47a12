import type { Capability } from "../models/capabilities.js";
import { openModel } from "../models/openModel.js";

/**
 * Checks that a model which somebody named can do what it is wanted for; nothing of it is loaded.
 *
 * @throws {KinodexError} `environment` for an unknown model, `usage` for one that lacks the capability, with those that have it
 */
export async function requireCapability(id: string, capability: Capability): Promise<void> {
  const model = await openModel(id);
  if (!model.capabilities.has(capability)) await model.open(capability); // which tells who has it
}
