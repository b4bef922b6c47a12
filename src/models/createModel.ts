import type { ProviderName } from "../inference/session/providers.js";
import { families } from "./families/families.js";
import { locateFile, type ModelEntry } from "./hub/modelFiles.js";
import type { Model } from "./model.js";
import { toModel } from "./toModel.js";

export interface ModelOptions {
  /** Providers to try for every capability. Default: `$KINODEX_PROVIDER`, else all for pictures and the CPU for the rest. */
  readonly providers?: readonly ProviderName[];
  /** Threads of each capability on the CPU. Default: what the machine offers. */
  readonly intraOpThreads?: number;
}

/** The model of a manifest. Nothing is read before a capability is asked for. */
export function createModel(entry: ModelEntry, options: ModelOptions = {}): Model {
  return toModel(families.create(entry.manifest), { ...options, locate: (file) => locateFile(entry, file) });
}
