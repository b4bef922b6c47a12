import { KinodexError } from "../core/errors.js";
import type { Capabilities, Capability } from "./capabilities.js";
import type { DeclaredModel, OpenPart, OpenPartOptions } from "./families/family.js";
import { modelsThatCan } from "./hub/knownModels.js";
import type { Model } from "./model.js";
import { createOpenOnce, type OpenOnce } from "./openOnce.js";

/** A {@link Model} of what a family declared: each part is opened once, shared, and closed with the model. */
export function toModel(
  { identity, openers }: Pick<DeclaredModel, "identity" | "openers">,
  options: OpenPartOptions,
): Model {
  const parts = new Map<Capability, OpenOnce<OpenPart<Capabilities[Capability]>>>(
    (Object.keys(openers) as Capability[]).map((capability) => [
      capability,
      createOpenOnce(async () => (openers[capability] as NonNullable<(typeof openers)[Capability]>)(options)),
    ]),
  );
  return {
    identity,
    capabilities: new Set(parts.keys()),

    async open<C extends Capability>(capability: C) {
      const part = parts.get(capability);
      if (!part) throw await toLackError(this, capability);
      return (await part.open()).value as Capabilities[C];
    },

    release: async (capability) => parts.get(capability)?.release(),

    providers() {
      const places = [...parts].map(([capability, part]) => [capability, part.opened()?.provider()]);
      return Object.fromEntries(places.filter(([, provider]) => provider !== undefined));
    },

    async [Symbol.asyncDispose]() {
      await Promise.all([...parts.values()].map((part) => part.release()));
    },
  };
}

/**
 * Makes sure of a capability without loading it.
 *
 * @throws {KinodexError} `usage` for one that the model lacks, with the models that have it
 */
export async function requireCapability(model: Pick<Model, "identity" | "capabilities">, capability: Capability) {
  if (!model.capabilities.has(capability)) throw await toLackError(model, capability);
}

async function toLackError(
  { identity: { id }, capabilities }: Pick<Model, "identity" | "capabilities">,
  lacks: Capability,
): Promise<KinodexError> {
  const [has, others] = [[...capabilities], await modelsThatCan(lacks)];
  return new KinodexError(
    "usage",
    `the model ${id} has no capability "${lacks}"; it has ${has.join(", ") || "none"}. ` +
      `Models that have it: ${others.join(", ") || "none of those that are known here"}.`,
    { model: id, capability: lacks, capabilities: has, models: others },
  );
}
