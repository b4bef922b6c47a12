import type { SearchResponse } from "../../client/client.js";

/**
 * The similarity above which a moment counts as found, half way between the least similar one that does and the most similar
 * one that does not; undefined where the answer does not tell: of queries with several parts, and where words decide.
 */
export function foundFromSimilarity(answer: SearchResponse | undefined): number | undefined {
  if (!answer || (answer.tree && answer.tree.type !== "phrase")) return undefined;
  const of = (isFound: boolean) =>
    answer.moments
      .filter(({ confidence, sources }) => confidence >= answer.foundFrom === isFound && sources.includes("frame"))
      .map(({ similarity }) => similarity);
  const [found, missed] = [Math.min(...of(true)), Math.max(...of(false))];
  return Number.isFinite(found) && Number.isFinite(missed) && found > missed ? (found + missed) / 2 : undefined;
}
