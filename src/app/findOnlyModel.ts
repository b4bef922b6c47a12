import { KinodexError } from "../core/errors.js";
import type { Capability } from "../models/capabilities.js";
import { isShipped, modelsThatCan } from "../models/hub/knownModels.js";

/** How people are told that no model, or more than one, could be meant. */
export interface OnlyModelMessages {
  readonly none: string;
  /** Says how to choose; the models' ids come after it. */
  readonly several: string;
}

/**
 * The only model here with a capability; one that ships counts where there is no other.
 *
 * @throws {KinodexError} `usage` where there is none, or more than one
 */
export async function findOnlyModel(capability: Capability, { none, several }: OnlyModelMessages): Promise<string> {
  const models = await modelsThatCan(capability);
  const own = models.filter((id) => !isShipped(id));
  const [only, ...others] = own.length > 0 ? own : models;
  if (only !== undefined && others.length === 0) return only;
  throw new KinodexError("usage", only === undefined ? none : `${several} ${[only, ...others].join(", ")}`, { models });
}
