import { confidenceOf, type Background } from "../confidence/background.js";
import type { QueryTree } from "../language/tree.js";
import type { SearchedIndex } from "../searchedIndex.js";
import type { QueryAnswer, QueryMoment } from "../searchQuery.js";
import { measureMatches } from "./measureMatches.js";
import type { MomentMatcher, Place } from "./momentMatcher.js";

/** Which moments are judged again, and by what. */
export interface RerankOptions {
  readonly matcher: MomentMatcher;
  /** How many of the best moments are judged. */
  readonly count: number;
  readonly signal?: AbortSignal | undefined;
}

/** How many moments were judged again. */
export interface Reranked extends QueryAnswer {
  readonly judgedCount: number;
}

/**
 * Puts the best moments of a search into the order in which a matcher, which looks at their pictures, believes them.
 *
 * A moment is as good a match as its weakest part. Its confidence is the lower of two: that of the search, and the
 * probability that an unrelated text matches less ({@link measureMatches}). So it counts as found where both are sure, and
 * unrelated queries are never answered more often than without the matcher, whatever that is worth.
 *
 * Moments that words have found alone, and those whose files have gone, stay as they are.
 */
export async function rerank(
  index: Pick<SearchedIndex, "cohort" | "videos">,
  answer: QueryAnswer,
  { matcher, count, signal }: RerankOptions,
): Promise<Reranked> {
  const { tree, foundFrom } = answer;
  const logOdds = new Map<QueryMoment, number>();
  for (const moment of answer.moments.slice(0, count).filter(isSeen)) {
    const judged = await judge(matcher, moment, tree, signal);
    if (judged !== undefined) logOdds.set(moment, judged);
  }
  const judged = [...logOdds.keys()];
  const background = await measureMatches(index, matcher, judged, signal);
  const better = judged
    .toSorted((a, b) => (logOdds.get(b) as number) - (logOdds.get(a) as number))
    .map((moment) => withMatch(moment, logOdds.get(moment) as number, background))
    .values();
  const moments = answer.moments
    .map((moment) => (logOdds.has(moment) ? (better.next().value as QueryMoment) : moment))
    .toSorted((a, b) => Number(b.confidence >= foundFrom) - Number(a.confidence >= foundFrom));
  const answered = moments.some(({ confidence }) => confidence >= foundFrom);
  return { ...answer, answered, moments, judgedCount: judged.length };
}

function isSeen({ sources }: QueryMoment): boolean {
  return sources.includes("frame") || sources.includes("clip");
}

async function judge(
  matcher: MomentMatcher,
  moment: QueryMoment,
  tree: QueryTree,
  signal: AbortSignal | undefined,
): Promise<number | undefined> {
  const { videoId } = moment;
  const whole = tree.type === "phrase" ? [{ ...moment, text: tree.text }] : [];
  let weakest = Number.POSITIVE_INFINITY;
  for (const { text, startSeconds, endSeconds, keyframeSeconds } of moment.operands ?? whole) {
    const place: Place = { videoId, startSeconds, endSeconds, keyframeSeconds };
    const [logOdds] = (await matcher.match(place, [text], signal)) ?? [];
    if (logOdds === undefined) return undefined;
    weakest = Math.min(weakest, logOdds);
  }
  return Number.isFinite(weakest) ? weakest : undefined;
}

function withMatch(moment: QueryMoment, matchLogOdds: number, background: Background | undefined): QueryMoment {
  const matched = background ? confidenceOf(matchLogOdds, background) : 0;
  return { ...moment, matchLogOdds, confidence: Math.min(moment.confidence, matched) };
}
