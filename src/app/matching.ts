import type { ModelShelf } from "../models/modelShelf.js";
import { requireCapability } from "../models/toModel.js";
import { createPictureSource } from "../qa/readPictures.js";
import { createMomentMatcher, type MomentMatcher } from "../query/rerank/momentMatcher.js";
import type { SearchedIndex } from "../query/searchedIndex.js";
import { findOnlyModel } from "./findOnlyModel.js";

/** The model that judges pictures and texts together, opened when it is first needed. */
export interface Matching {
  /** Whether somebody named it: else it does only what it is asked for. */
  readonly isChosen: boolean;
  /**
   * The matcher of the index's moments: by the model that somebody named, else by the one that is preferred here, else by
   * the only one that can.
   *
   * @throws {KinodexError} `usage` where that model cannot, and where none or several could be meant; `environment` for an
   *   unknown one
   */
  open(preferredId?: string): Promise<MomentMatcher>;
}

/** Prepares matching for an index; nothing is read yet. */
export function createMatching(
  index: Pick<SearchedIndex, "store" | "videos">,
  models: ModelShelf,
  modelId: string | undefined,
): Matching {
  const opened = new Map<string, Promise<MomentMatcher>>();
  const open = async (id: string): Promise<MomentMatcher> => {
    const model = await models.open(id);
    await requireCapability(model, "matching");
    return createMomentMatcher({
      modelId: id,
      openMatcher: () => model.open("matching"),
      videos: index.videos,
      readPictures: createPictureSource(index),
    });
  };
  return {
    isChosen: modelId !== undefined,
    async open(preferredId) {
      const id = modelId ?? preferredId ?? (await findOnlyModel("matching", messages));
      const opening = opened.get(id) ?? open(id);
      opened.set(id, opening);
      opening.catch(() => opened.delete(id)); // it may be pulled meanwhile
      return opening;
    },
  };
}

const messages = {
  none: "no model is here that judges pictures and texts together: models/README.md says how to make and pull one, of FLAVA or ViLT",
  several: "several models judge pictures and texts together: choose one with --matcher, of",
};
