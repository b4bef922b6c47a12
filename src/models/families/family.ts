import type { ModelIdentity } from "../../core/modelIdentity.js";
import type { ProviderName } from "../../inference/session/providers.js";
import type { Capabilities, Capability } from "../capabilities.js";
import type { ModelFile } from "../manifest/fields.js";

/** A model as its manifest declares it: what a family makes of a manifest. Nothing is read yet. */
export interface DeclaredModel {
  readonly identity: ModelIdentity;
  /** All of its files. */
  readonly files: readonly ModelFile[];
  /** How to load what does each capability's work; the model has the capabilities that stand here. */
  readonly openers: Openers;
}

/** How to load what does each capability's work. */
export type Openers = {
  readonly [C in Capability]?: (options: OpenPartOptions) => Promise<OpenPart<Capabilities[C]>>;
};

export interface OpenPartOptions {
  /**
   * Path of a file of the manifest.
   *
   * @throws {KinodexError} `environment` when it is not there
   */
  readonly locate: (file: ModelFile) => string;
  /** Providers to try. Default: `$KINODEX_PROVIDER`, else what suits the capability. */
  readonly providers?: readonly ProviderName[] | undefined;
  /** Threads on the CPU. Default: what the machine offers. */
  readonly intraOpThreads?: number | undefined;
}

/** What does a capability's work, loaded. It belongs to whoever opened it. */
export interface OpenPart<Value> extends AsyncDisposable {
  readonly value: Value;
  /** Where it runs; `undefined` until that is known, or where nothing runs. */
  provider(): ProviderName | undefined;
}
