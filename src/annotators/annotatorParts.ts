import type { Model } from "../models/model.js";
import type { ModelShelf } from "../models/modelShelf.js";

/** What annotators are built from besides their options; all of it stays the caller's. */
export interface AnnotatorParts {
  /** The one that the index was made with. */
  readonly model: Pick<Model, "identity" | "open">;
  /** Asked for another one by its id. */
  readonly models: ModelShelf;
}
