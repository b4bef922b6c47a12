import type { ModelOptions } from "./createModel.js";
import type { Model } from "./model.js";
import { openModel } from "./openModel.js";

/** Models by their ids, each opened when it is first asked for, and shared by all who ask. */
export interface ModelShelf {
  /** Throws as {@link openModel} does; the model stays the shelf's to close. */
  open(id: string): Promise<Model>;
}

/** Creates a shelf that is empty; closing it closes what was opened. */
export function createModelShelf(options: ModelOptions = {}): ModelShelf & AsyncDisposable {
  const opened = new Map<string, Promise<Model>>();
  return {
    open(id) {
      const known = opened.get(id);
      if (known) return known;
      const opening = openModel(id, options);
      opened.set(id, opening);
      opening.catch(() => opened.delete(id)); // it may be fetched meanwhile
      return opening;
    },
    async [Symbol.asyncDispose]() {
      for (const model of await Promise.allSettled(opened.values()))
        if (model.status === "fulfilled") await model.value[Symbol.asyncDispose]();
      opened.clear();
    },
  };
}
