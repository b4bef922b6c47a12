import { logistic } from "../../core/logistic.js";
import { durationOf, type Span } from "../../core/span.js";
import { dot, type Embedding } from "../../core/vectors.js";
import type { QueryTree } from "../language/tree.js";
import type { PoolBothWays, StoredSpan } from "./poolBothWays.js";

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

/** The sentences that say a sequence of phrases as a whole, and its reverse; undefined for any other tree. */
export function toOrderTexts(tree: QueryTree): readonly [forward: string, backward: string] | undefined {
  if (tree.type !== "then") return undefined;
  const texts = tree.operands.flatMap((operand) => (operand.type === "phrase" ? operand.text : []));
  if (texts.length < tree.operands.length) return undefined;
  const [forward, backward] = [texts, texts.toReversed()].map((said) => said.join(", then ")) as [string, string];
  return forward === backward ? undefined : [forward, backward];
}

/** What a pooler compares: the sentence about an order, and the same about its reverse. */
export interface OrderSentences {
  readonly text: string;
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

/**
 * What moments are ranked by: the mean of `operandCount` cosines and, of a sequence, the log probability of its order in
 * the same unit. A wrong order costs, but the right one lends nothing to what is not there.
 */
export function fitOf(
  { similarity, orderContrast }: { readonly similarity: number; readonly orderContrast?: number | undefined },
  operandCount: number,
  logitScale: number,
): number {
  if (orderContrast === undefined) return similarity;
  return similarity + Math.log(logistic(orderContrast)) / (logitScale * operandCount);
}
