import { durationOf, type Span } from "../../core/span.js";
import { dot, type Embedding } from "../../core/vectors.js";
import type { QueryTree } from "../language/tree.js";
import type { PoolBothWays, StoredSpan } from "./poolBothWays.js";
import { toSentence } from "./wholeSentence.js";

/** Order is looked for in no shorter span than the clips that poolers are used to. */
const minSeconds = 8;

/** The span about a moment in which the two orders are compared. */
export function orderWindow(moment: Span): Span {
  const margin = Math.max(0, (minSeconds - durationOf(moment)) / 2);
  return { startSeconds: moment.startSeconds - margin, endSeconds: moment.endSeconds + margin };
}

/** A sequence the other way round. */
export function reversedOf(tree: QueryTree & { readonly type: "then" }): QueryTree {
  const { operands, gaps } = tree;
  return { ...tree, operands: operands.toReversed(), ...(gaps ? { gaps: gaps.toReversed() } : {}) };
}

/** A sequence of phrases as one sentence, the other way round; undefined for any other tree, and where that says the same. */
export function toReverseSentence(tree: QueryTree): string | undefined {
  if (tree.type !== "then" || tree.operands.some((operand) => operand.type !== "phrase")) return undefined;
  const reverse = toSentence(reversedOf(tree));
  return reverse === toSentence(tree) ? undefined : reverse;
}

/** What a pooler compares: the sentence about an order, and the same about its reverse. */
export interface OrderSentences {
  readonly forward: Embedding;
  readonly backward: Embedding;
  readonly pool: PoolBothWays;
  readonly logitScale: number;
}

/**
 * What the pooler sees of the order in each span: log odds of the sentence against its reverse; undefined where a span
 * holds no two frames.
 *
 * Played backwards, an honest witness says the opposite; half of what it changes its mind by counts, so that what it says
 * of any order does not.
 */
export async function clipContrasts(
  spans: readonly StoredSpan[],
  { forward, backward, pool, logitScale }: OrderSentences,
): Promise<(number | undefined)[]> {
  const leadOf = (clip: Embedding) => dot(clip, forward) - dot(clip, backward);
  return (await pool(spans)).map((clip) => clip && (logitScale * (leadOf(clip.played) - leadOf(clip.reversed))) / 2);
}

/** Neither order is held for less probable than this. */
const minProbability = 1e-6;

/**
 * Log odds that things happen in the order of their curves rather than in the reverse.
 *
 * A thing happens at one of the frames, with the probability that the model's own softmax gives each. What of that lies in
 * this order is summed over all ways to place them (the forward algorithm, Rabiner 1989), where an alignment takes the best
 * of them: one frame that is high by chance decides less. 0 where no order can be told.
 */
export function orderLogOdds(curves: readonly (readonly number[])[], logitScale: number): number {
  const places = curves.map((curve) => toProbabilities(curve, logitScale));
  const [forward, backward] = [inOrderProbability(places), inOrderProbability(places.toReversed())];
  return Math.log(forward + minProbability) - Math.log(backward + minProbability);
}

function toProbabilities(curve: readonly number[], logitScale: number): number[] {
  const highest = curve.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  if (highest === Number.NEGATIVE_INFINITY) return curve.map(() => 0);
  const weights = curve.map((similarity) => Math.exp(logitScale * (similarity - highest)));
  const sum = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight) => weight / sum);
}

/** Probability that each thing happens in a later frame than the one before it. */
function inOrderProbability(places: readonly (readonly number[])[]): number {
  const [first = [], ...others] = places;
  const last = others.reduce((reached, place) => {
    let before = 0;
    return place.map((probability, frame) => {
      const here = probability * before;
      before += reached[frame] as number;
      return here;
    });
  }, first);
  return last.reduce((a, b) => a + b, 0);
}
