import type { ModelIdentity } from "../core/modelIdentity.js";
import type { ProviderName } from "../inference/session/providers.js";
import type { Capabilities, Capability } from "./capabilities.js";

/** A model: a set of capabilities, each loaded when it is first asked for. */
export interface Model extends AsyncDisposable {
  readonly identity: ModelIdentity;
  readonly capabilities: ReadonlySet<Capability>;
  /**
   * What does a capability's work; loaded once and shared by all who ask, until it is released.
   *
   * @throws {KinodexError} `usage` for a capability that the model lacks, with the models that have it; `environment`
   *   when a file is missing or cannot be run here; `model` when a file is not the one that the manifest states. What
   *   is loaded in the background throws the latter two when it is first used
   */
  open<C extends Capability>(capability: C): Promise<Capabilities[C]>;
  /** Lets go of a capability's memory, once what it is at is done; it is loaded again when it is next asked for. */
  release(capability: Capability): Promise<void>;
  /** Where the capabilities that are loaded run. */
  providers(): Readonly<Partial<Record<Capability, ProviderName>>>;
}

/** What does a capability's work, where the model has it. */
export async function openIfCapable<C extends Capability>(
  model: Model,
  capability: C,
): Promise<Capabilities[C] | undefined> {
  return model.capabilities.has(capability) ? model.open(capability) : undefined;
}
