import { toPercent } from "../../core/certainty.js";
import type { Embedding } from "../../core/vectors.js";
import { confidenceOf } from "../../query/confidence/background.js";
import type { QueryTree } from "../../query/language/tree.js";
import type { QueryMoment } from "../../query/searchQuery.js";
import { requireStored, seek, type Retrieval, type Sought } from "../retrieval.js";
import { occurrencesOf } from "./occurrences.js";

/**
 * Searches for a statement to tell whether it is there at all, each moment with its own confidence, best first.
 *
 * One thing in one video is looked for in the single frames: what is seen for a second is smoothed away on the curve that
 * shows when it is seen. What words alone have found stays.
 */
export async function seekPresence(retrieval: Retrieval, statement: QueryTree): Promise<Sought> {
  const sought = await seek(retrieval, statement);
  const { videoId } = retrieval;
  const { index } = retrieval.searcher;
  const [best] = sought.moments;
  if (statement.type !== "phrase" || videoId === undefined || !best) return sought;
  const background = await index.backgrounds.ofFrames(videoId);
  if (!background || best.sources.some((source) => source !== "frame" && source !== "clip")) return sought;
  const [embedding] = await (await index.model.open("text")).encode([statement.text]);
  const moments = occurrencesOf(await requireStored(index, videoId), embedding as Embedding)
    .map((occurrence): QueryMoment => {
      const confidence = confidenceOf(occurrence.similarity, background);
      return { ...best, ...occurrence, sources: ["frame"], confidence };
    })
    .toSorted((a, b) => b.similarity - a.similarity);
  const confidence = moments[0]?.confidence ?? 0;
  const found = `${sought.step.found}; among its frames ${moments[0]?.similarity.toFixed(3) ?? "nothing"}, confidence ${toPercent(confidence)}`;
  return { moments, confidence, step: { ...sought.step, found } };
}
