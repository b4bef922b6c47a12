import { wilsonInterval, type Interval } from "../statistics/interval.js";
import { predictionPoweredShare } from "../statistics/predictionPoweredShare.js";
import type { JudgedHit, Sample } from "./draw.js";
import type { QueryHit } from "./hits.js";

/** Fewer say next to nothing: with 19 of 20 right the interval is 0.76 to 0.99. About 50 are a good number. */
export const leastMarks = 20;

/** Share of what is found that is right. */
export interface Precision {
  readonly share: number;
  /** 95 % interval. */
  readonly interval: Interval;
  /** By the marks alone, without what the model says of the other hits. */
  readonly alone: { readonly share: number; readonly interval: Interval };
  /** Marks that would tell as much alone. */
  readonly worthMarks: number;
  /** How far the model's confidence is used: 0 not at all, 1 fully. */
  readonly weight: number;
}

/**
 * Precision of all hits, of which people have judged a random sample: prediction-powered inference (Angelopoulos et al.
 * 2023, https://arxiv.org/abs/2301.09633).
 *
 * What the model says of a hit is how its confidence ranks among those of all hits, from 0 to 1: hits are what is above a
 * confidence, so that the confidence itself hardly varies, and it is no probability of being right. The estimate is about
 * these hits of these queries, and holds however little the confidence tells. Needs two marks.
 */
export function estimatePrecision({ drawn, rest }: Pick<Sample, "drawn" | "rest">): Precision {
  const rankOf = createRank([...drawn.map(({ hit }) => hit), ...rest]);
  const { mean, interval, worthLabels, weight } = predictionPoweredShare(
    drawn.map((judged) => ({ truth: Number(isAccepted(judged)), predicted: rankOf(judged.hit) })),
    rest.map((hit) => ({ predicted: rankOf(hit) })),
  );
  const accepted = drawn.filter(isAccepted).length;
  const alone = { share: accepted / drawn.length, interval: wilsonInterval(accepted, drawn.length) };
  return { share: mean, interval, alone, worthMarks: worthLabels, weight };
}

export const isAccepted = ({ mark }: JudgedHit): boolean => mark.verdict === "accepted";

/** Share of hits that are less confident, those that are as confident counting half. */
function createRank(hits: readonly QueryHit[]): (hit: QueryHit) => number {
  const sorted = hits.map(({ confidence }) => confidence).sort((a, b) => a - b);
  const ranks = new Map<number, number>();
  for (let start = 0; start < sorted.length;) {
    const value = sorted[start] as number;
    let end = start;
    while (sorted[end] === value) end += 1;
    ranks.set(value, (start + end) / 2 / sorted.length);
    start = end;
  }
  return ({ confidence }) => ranks.get(confidence) as number;
}
