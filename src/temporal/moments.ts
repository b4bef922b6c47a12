import { durationOf, type Span } from "../core/span.js";
import type { CurveCell, SimilarityCurve } from "./similarityCurve.js";

/** A span of one video that answers a query. */
export interface Moment extends Span {
  /** The frame inside it that matches best. */
  readonly keyframeSeconds: number;
  /** The curve's height at that frame: a cosine. */
  readonly similarity: number;
}

/** Settings of {@link proposeMoments}. */
export interface MomentSettings {
  /** Most moments of one video. Default 5. */
  readonly maxMoments?: number | undefined;
  /**
   * Where a moment's edge lies between the video's mean similarity (0) and its highest (1). Lower gives longer moments.
   * Default 0.5.
   */
  readonly edgeLevel?: number | undefined;
  /** An edge this near to a cut moves to the cut. Default 0.4 s. */
  readonly snapSeconds?: number | undefined;
}

/** Similarities that differ by less say nothing about where. */
const FLAT = 1e-4;

/**
 * Proposes the spans in which a video matches best, best first, disjoint.
 *
 * They are the maximal scoring subsequences (Ruzzo & Tompa 1999) of the similarity above a background level, weighted
 * by time: a short dip does not split a moment, a long one does, and no window length is assumed. A video whose
 * similarity does not vary, as one of a single frame, is one moment.
 */
export function proposeMoments(curve: SimilarityCurve, settings: MomentSettings = {}): Moment[] {
  if (curve.length === 0) return [];
  const similarities = curve.map((cell) => cell.similarity);
  const highest = similarities.reduce((a, b) => Math.max(a, b));
  return momentsAbove(curve, { highest, mean: meanOverTime(curve) }, settings);
}

/** What a part of a curve is compared with. */
export interface CurveLevels {
  /** The highest similarity of the whole curve. */
  readonly highest: number;
  /** Its mean over time. */
  readonly mean: number;
}

/** {@link proposeMoments} in a part of a curve, `levels` being those of the whole. */
export function momentsAbove(curve: SimilarityCurve, levels: CurveLevels, settings: MomentSettings = {}): Moment[] {
  const { maxMoments = 5, edgeLevel, snapSeconds = 0.4 } = settings;
  if (curve.length === 0) return [];
  if (isFlat(levels)) return [toMoment(curve, 0, curve.length - 1, highestIn(curve, 0, curve.length - 1), 0)];
  const gains = curve.map((cell) => gainOf(durationOf(cell), cell.similarity, levels, edgeLevel));
  return maximalScoringSubsequences(gains)
    .map(([from, to]) => ({ from, to, best: highestIn(curve, from, to) }))
    .sort((a, b) => b.best.similarity - a.best.similarity)
    .slice(0, maxMoments)
    .map(({ from, to, best }) => toMoment(curve, from, to, best, snapSeconds));
}

function highestIn(curve: SimilarityCurve, from: number, to: number): CurveCell {
  let best = curve[from] as CurveCell;
  for (let n = from + 1; n <= to; n += 1) {
    const cell = curve[n] as CurveCell;
    if (cell.similarity > best.similarity) best = cell;
  }
  return best;
}

/** Whether similarities say nothing about where in the video a query matches. */
export function isFlat({ highest, mean }: CurveLevels): boolean {
  return highest - mean < FLAT;
}

/** What a stretch adds to a moment: its similarity above the background level, times its seconds. */
export function gainOf(seconds: number, similarity: number, levels: CurveLevels, edgeLevel = 0.5): number {
  return (similarity - levels.mean - edgeLevel * (levels.highest - levels.mean)) * seconds;
}

interface Stretch {
  from: number;
  to: number;
  before: number;
  after: number;
}

/**
 * All maximal scoring subsequences of `scores`, as inclusive index pairs in order: disjoint stretches of
 * positive sum that no extension and no part of them exceeds (Ruzzo & Tompa 1999).
 */
export function maximalScoringSubsequences(scores: ArrayLike<number>): [from: number, to: number][] {
  /** Candidates; `before` and `after` are the running sums at their ends. */
  const stretches: Stretch[] = [];
  let sum = 0;
  for (let n = 0; n < scores.length; n += 1) {
    const score = scores[n] as number;
    const before = sum;
    sum += score;
    if (score <= 0) continue;
    const stretch = { from: n, to: n, before, after: sum };
    for (;;) {
      let left = stretches.length - 1;
      while (left >= 0 && (stretches[left] as Stretch).before >= stretch.before) left -= 1;
      const joined = stretches[left];
      if (!joined || joined.after >= stretch.after) break;
      stretch.from = joined.from;
      stretch.before = joined.before;
      stretches.length = left;
    }
    stretches.push(stretch);
  }
  return stretches.map(({ from, to }) => [from, to]);
}

function meanOverTime(curve: SimilarityCurve): number {
  let sum = 0;
  let seconds = 0;
  for (const cell of curve) {
    sum += cell.similarity * durationOf(cell);
    seconds += durationOf(cell);
  }
  return seconds > 0 ? sum / seconds : 0;
}

function toMoment(curve: SimilarityCurve, from: number, to: number, best: CurveCell, snapSeconds: number): Moment {
  const { keyframeSeconds, similarity } = best;
  const [first, last] = [curve[from] as CurveCell, curve[to] as CurveCell];
  return {
    startSeconds: snap(first.startSeconds, curve, snapSeconds, (cut) => cut <= keyframeSeconds),
    endSeconds: snap(last.endSeconds, curve, snapSeconds, (cut) => cut > keyframeSeconds),
    keyframeSeconds,
    similarity,
  };
}

/** The nearest cut within reach on the allowed side of the keyframe, or the edge as it is. */
function snap(
  edgeSeconds: number,
  curve: SimilarityCurve,
  snapSeconds: number,
  isAllowed: (cutSeconds: number) => boolean,
): number {
  let nearest = edgeSeconds;
  let distance = snapSeconds;
  for (const { startsShot, startSeconds } of curve) {
    const away = Math.abs(startSeconds - edgeSeconds);
    if (!startsShot || away > distance || !isAllowed(startSeconds)) continue;
    nearest = startSeconds;
    distance = away;
  }
  return nearest;
}
