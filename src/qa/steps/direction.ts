import { logistic } from "../../core/logistic.js";
import type { ComposedMoment } from "../../query/composed/searchComposed.js";
import type { QueryTree } from "../../query/language/tree.js";
import type { Retrieval } from "../retrieval.js";

/** Which of two things comes first in a video, and how sure that is. */
export interface Direction {
  readonly isForward: boolean;
  /** Probability that this is the order, at least one half. */
  readonly confidence: number;
  /** The best alignment in that order. */
  readonly moment: ComposedMoment | undefined;
}

/** Aligns "one, then other" and "other, then one", and compares both orders about the better of the two. */
export async function directionOf(
  { searcher }: Retrieval,
  videoId: string,
  one: QueryTree,
  other: QueryTree,
): Promise<Direction> {
  const align = async (operands: readonly QueryTree[]): Promise<ComposedMoment | undefined> => {
    const { moments } = await searcher.searchComposed({ tree: { type: "then", operands }, top: 1, videoId });
    return moments[0];
  };
  const [forward, backward] = [await align([one, other]), await align([other, one])];
  const isForwardBetter = (forward?.similarity ?? -1) >= (backward?.similarity ?? -1);
  const logOdds = isForwardBetter ? (forward?.orderContrast ?? 0) : -(backward?.orderContrast ?? 0);
  const isForward = logOdds >= 0;
  return { isForward, confidence: logistic(Math.abs(logOdds)), moment: isForward ? forward : backward };
}
