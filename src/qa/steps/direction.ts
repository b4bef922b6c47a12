import type { Embedding } from "../../core/vectors.js";
import { normalBelow } from "../../core/normal.js";
import { alignVideo } from "../../query/composed/alignVideo.js";
import { searchComposed, type ComposedMoment } from "../../query/composed/searchComposed.js";
import { cohortOf } from "../../query/cohort.js";
import type { QueryTree } from "../../query/language/tree.js";
import type { StoredVideo } from "../../query/storedVideo.js";
import { requireStored, type Retrieval } from "../retrieval.js";

/** Which of two things comes first in a video, and how sure that is. */
export interface Direction {
  readonly isForward: boolean;
  /** Probability that this is the order, at least one half. */
  readonly confidence: number;
  /** The best alignment in that order. */
  readonly moment: ComposedMoment | undefined;
  /** How much more similar the best alignment in that order is than that in the other one. */
  readonly lead: number;
}

const pairCount = 60;
const smallestSpread = 1e-4;
const spreads = new WeakMap<StoredVideo, number>();

/**
 * Compares the best alignment "one, then other" with "other, then one".
 *
 * Two unrelated texts lead to one side too; how far they usually do is what a lead is judged by.
 */
export async function directionOf(
  { store, model }: Retrieval,
  videoId: string,
  one: QueryTree,
  other: QueryTree,
): Promise<Direction> {
  const align = async (operands: readonly QueryTree[]): Promise<ComposedMoment | undefined> => {
    const { moments } = await searchComposed(store, model, { tree: { type: "then", operands }, top: 1, videoId });
    return moments[0];
  };
  const [forward, backward] = [await align([one, other]), await align([other, one])];
  const difference = (forward?.similarity ?? -1) - (backward?.similarity ?? -1);
  const isForward = difference >= 0;
  const video = requireStored(store, videoId);
  const unrelated = (await cohortOf(store, model, "text")).map(({ embedding }) => embedding);
  const lead = Math.abs(difference);
  return {
    isForward,
    confidence: normalBelow(lead / spreadOf(video, unrelated)),
    moment: isForward ? forward : backward,
    lead,
  };
}

/** Root mean square of the leads that pairs of unrelated texts have in a video. */
function spreadOf(video: StoredVideo, unrelated: readonly Embedding[]): number {
  const known = spreads.get(video);
  if (known !== undefined) return known;
  const leads = Array.from({ length: Math.min(pairCount, unrelated.length >> 1) }, (_, n) => {
    const [one, other] = [unrelated[2 * n] as Embedding, unrelated[2 * n + 1] as Embedding];
    return similarityOf(video, one, other) - similarityOf(video, other, one);
  });
  const meanSquare = leads.reduce((sum, lead) => sum + lead * lead, 0) / Math.max(1, leads.length);
  const spread = Math.max(smallestSpread, Math.sqrt(meanSquare));
  spreads.set(video, spread);
  return spread;
}

const sequence: QueryTree = {
  type: "then",
  operands: [
    { type: "phrase", text: "one" },
    { type: "phrase", text: "other" },
  ],
};

function similarityOf(video: StoredVideo, one: Embedding, other: Embedding): number {
  const embeddings = new Map([
    ["one", one],
    ["other", other],
  ]);
  const presentAbove = Number.POSITIVE_INFINITY;
  return alignVideo(video, { tree: sequence, embeddings, presentAbove, maxMoments: 1 })[0]?.similarity ?? -1;
}
