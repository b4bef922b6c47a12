import { meanOf } from "../../statistics/summary.js";
import { cosineOf } from "../cosine.js";

/** Stretches cosines of usual captions to about [0, 1]. */
const stretch = 2.5;

/**
 * How alike a picture or video and its caption are: 2.5 · max(cosine, 0) (Hessel et al. 2021,
 * https://arxiv.org/abs/2104.08718).
 */
export function clipScore(visual: ArrayLike<number>, caption: ArrayLike<number>): number {
  return toClipScore(cosineOf(visual, caption));
}

/** A cosine as CLIPScore. */
export const toClipScore = (cosine: number): number => stretch * Math.max(0, cosine);

/** Harmonic mean of the CLIPScore and of the cosine with the nearest reference caption; 0 where either is. */
export function refClipScore(
  visual: ArrayLike<number>,
  caption: ArrayLike<number>,
  references: readonly ArrayLike<number>[],
): number {
  const own = clipScore(visual, caption);
  const nearest = Math.max(0, ...references.map((reference) => cosineOf(caption, reference)));
  return own > 0 && nearest > 0 ? (2 * own * nearest) / (own + nearest) : 0;
}

/** Mean CLIPScore of many: `visuals[n]` belongs to `captions[n]`. */
export function meanClipScore(visuals: readonly ArrayLike<number>[], captions: readonly ArrayLike<number>[]): number {
  return meanOf(visuals.map((visual, n) => clipScore(visual, captions[n] as ArrayLike<number>)));
}
