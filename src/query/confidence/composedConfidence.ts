import { alternativesOf } from "../composed/shape.js";
import type { QueryTree } from "../language/tree.js";
import { confidenceOf, type Background } from "./background.js";
import type { Backgrounds, BackgroundScope } from "./backgrounds.js";

/**
 * Tells of a moment's fit how probable it is that an unrelated query of the tree's form stays below it.
 *
 * A query that takes the best of several alternatives stays below when each of them does; they count as independent.
 */
export async function composedConfidence(
  backgrounds: Backgrounds,
  tree: QueryTree,
  scope: Pick<BackgroundScope, "videoId" | "only"> = {},
): Promise<(fit: number) => number> {
  const ofAlternatives: (Background | undefined)[] = [];
  for (const shape of alternativesOf(tree)) {
    ofAlternatives.push(await (shape ? backgrounds.ofShape(shape, scope) : backgrounds.ofSingle(scope)));
  }
  return (fit) =>
    ofAlternatives.reduce((product, background) => product * (background ? confidenceOf(fit, background) : 0), 1);
}
