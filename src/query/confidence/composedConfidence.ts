import type { VisionLanguageModel } from "../../models/contrastive.js";
import type { StoreReader } from "../../store/store.js";
import { confidenceOf, type Background } from "./background.js";
import type { QueryTree } from "../language/tree.js";
import { backgroundOf } from "./measureBackground.js";
import { composedBackgroundOf } from "./composedBackground.js";
import { alternativesOf } from "../composed/shape.js";

/**
 * Tells of a moment's fit how probable it is that an unrelated query of the tree's form stays below it.
 *
 * A query that takes the best of several alternatives stays below when each of them does; they count as independent.
 */
export async function composedConfidence(
  store: StoreReader,
  model: VisionLanguageModel,
  tree: QueryTree,
  videoId?: string,
): Promise<(fit: number) => number> {
  const backgrounds: (Background | undefined)[] = [];
  for (const shape of alternativesOf(tree)) {
    backgrounds.push(
      shape ? await composedBackgroundOf(store, model, shape, videoId) : await backgroundOf(store, model, { videoId }),
    );
  }
  return (fit) =>
    backgrounds.reduce((product, background) => product * (background ? confidenceOf(fit, background) : 0), 1);
}
