import type { Query, SearchResult } from "../searchOptions.js";

/** How far what two models find differs. */
export interface SearchComparison {
  /** Queries that both were asked. */
  readonly queryCount: number;
  /** `saved`: the searches that people saved; `concepts`: what captions can speak of, where there are none. */
  readonly queries: "saved" | "concepts";
  /** Share of the ten best moments of one that overlap with one of the other's, over all queries, in [0, 1]. */
  readonly overlapAt10: number;
  /** Mean of Kendall's tau over the order of the moments that both have; `null` where no query has two such. */
  readonly rankCorrelation: number | null;
  /** Queries of which something counts as found, by the model of before and by the next one. */
  readonly answered: { readonly before: number; readonly after: number };
}

type Found = Pick<SearchResult, "answered" | "moments">;
type Moments = Found["moments"];

/** How many moments of each answer are compared. */
export const comparedMoments = 10;

/** Asks two models the same, and compares what they find. */
export async function compareSearches(
  queries: readonly Query[],
  kind: SearchComparison["queries"],
  before: (query: Query) => Promise<Found>,
  after: (query: Query) => Promise<Found>,
): Promise<SearchComparison> {
  const overlaps: number[] = [];
  const correlations: number[] = [];
  const answered = { before: 0, after: 0 };
  for (const query of queries) {
    const [one, other] = [await before(query), await after(query)];
    answered.before += Number(one.answered);
    answered.after += Number(other.answered);
    const ranks = pairAlike(one.moments, other.moments);
    const most = Math.max(one.moments.length, other.moments.length);
    if (most > 0) overlaps.push(ranks.length / most);
    if (ranks.length > 1) correlations.push(kendallTau(ranks));
  }
  return {
    queryCount: queries.length,
    queries: kind,
    overlapAt10: overlaps.length > 0 ? meanOf(overlaps) : 1,
    rankCorrelation: correlations.length > 0 ? meanOf(correlations) : null,
    answered,
  };
}

/** The rank in the other list of each moment that overlaps with one there, in the order of the first list; each once. */
function pairAlike(moments: Moments, others: Moments): number[] {
  const free = new Set(others.keys());
  return moments.flatMap((moment) => {
    const rank = [...free].find((n) => isAlike(moment, others[n] as Moments[number]));
    if (rank === undefined) return [];
    free.delete(rank);
    return [rank];
  });
}

function isAlike(a: Moments[number], b: Moments[number]): boolean {
  return a.videoId === b.videoId && a.startSeconds < b.endSeconds && b.startSeconds < a.endSeconds;
}

/** Kendall (1938) over ranks without ties: 1 for the same order, -1 for the reverse. */
export function kendallTau(ranks: readonly number[]): number {
  let balance = 0;
  for (const [n, rank] of ranks.entries()) for (const later of ranks.slice(n + 1)) balance += Math.sign(later - rank);
  return balance / ((ranks.length * (ranks.length - 1)) / 2);
}

function meanOf(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / values.length;
}
