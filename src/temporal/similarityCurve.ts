import type { Span } from "../core/span.js";

/** How well one frame matches a query. */
export interface FrameSimilarity {
  readonly timeSeconds: number;
  readonly similarity: number;
}

/** How well one clip matches a query. */
export interface ClipSimilarity extends Span {
  readonly similarity: number;
}

/** What is known about one video and one query. */
export interface CurveInput {
  /** In order of time. May be empty when there are clips. */
  readonly frames: readonly FrameSimilarity[];
  readonly clips: readonly ClipSimilarity[];
  /** Times of the cuts, in order. */
  readonly cutsSeconds: readonly number[];
  readonly durationSeconds: number;
}

/** Settings of {@link toSimilarityCurve}. */
export interface CurveSettings {
  /** Weight of the clips against the frames where both are known, in [0, 1]. Default 0.35. */
  readonly clipWeight?: number | undefined;
  /** Standard deviation of the Gaussian that smooths within a shot, in seconds; 0 for none. Default 1. */
  readonly smoothingSeconds?: number | undefined;
}

/** A stretch of a video that one frame stands for. */
export interface CurveCell extends Span {
  /** The frame's time. */
  readonly keyframeSeconds: number;
  readonly similarity: number;
  /** Whether the cell begins at a cut. */
  readonly startsShot: boolean;
}

/** A video's similarity to a query over time: cells that cover `[0, duration)` without gaps, in order. */
export type SimilarityCurve = readonly CurveCell[];

/**
 * Fuses frame and clip similarities to one curve.
 *
 * A cell reaches to the middle between its frame and the next, or to a cut between them. A clip counts at a frame by
 * how near the frame is to the clip's middle, so that overlapping windows blend. Smoothing weighs each frame by its
 * cell's length too (Nadaraya-Watson), which makes it indifferent to how densely a stretch was sampled, and stops at
 * cuts.
 */
export function toSimilarityCurve(input: CurveInput, settings: CurveSettings = {}): SimilarityCurve {
  const { clipWeight = 0.35, smoothingSeconds = 1 } = settings;
  const frames = input.frames.length > 0 ? input.frames : input.clips.map(toFrame);
  const cells = toCells(frames, input);
  const ofClipsAt = createClipReader(input.clips);
  const fused = cells.map((cell) => {
    const ofClips = ofClipsAt(cell.keyframeSeconds);
    return ofClips === undefined ? cell.similarity : cell.similarity * (1 - clipWeight) + ofClips * clipWeight;
  });
  if (smoothingSeconds <= 0) return cells.map((cell, n) => ({ ...cell, similarity: fused[n] as number }));
  return cells.map((cell, n) => ({ ...cell, similarity: smoothAt(n, cells, fused, smoothingSeconds) }));
}

function toFrame(clip: ClipSimilarity): FrameSimilarity {
  return { timeSeconds: (clip.startSeconds + clip.endSeconds) / 2, similarity: clip.similarity };
}

function toCells(frames: readonly FrameSimilarity[], { cutsSeconds, durationSeconds }: CurveInput): CurveCell[] {
  const cells: CurveCell[] = [];
  let startSeconds = 0;
  let startsShot = true;
  let nextCut = 0;
  for (const [n, { timeSeconds, similarity }] of frames.entries()) {
    const next = frames[n + 1];
    while ((cutsSeconds[nextCut] ?? Number.POSITIVE_INFINITY) <= timeSeconds) nextCut += 1;
    const upcoming = cutsSeconds[nextCut];
    const cut = next && upcoming !== undefined && upcoming <= next.timeSeconds ? upcoming : undefined;
    const border = next ? (cut ?? (timeSeconds + next.timeSeconds) / 2) : Math.max(durationSeconds, timeSeconds);
    const endSeconds = Math.max(startSeconds, border);
    cells.push({ startSeconds, endSeconds, keyframeSeconds: timeSeconds, similarity, startsShot });
    startSeconds = endSeconds;
    startsShot = cut !== undefined;
  }
  return cells;
}

/** Reads the clips' similarity at times that never decrease; `undefined` where there is no clip. */
function createClipReader(clips: readonly ClipSimilarity[]): (timeSeconds: number) => number | undefined {
  const ordered = clips.toSorted((a, b) => a.startSeconds - b.startSeconds);
  let first = 0;
  return (timeSeconds) => {
    while (first < ordered.length && (ordered[first] as ClipSimilarity).endSeconds <= timeSeconds) first += 1;
    let sum = 0;
    let weights = 0;
    for (let n = first; n < ordered.length; n += 1) {
      const { startSeconds, endSeconds, similarity } = ordered[n] as ClipSimilarity;
      if (startSeconds > timeSeconds) break;
      if (timeSeconds >= endSeconds) continue;
      const offCentre = Math.abs(timeSeconds - (startSeconds + endSeconds) / 2) / (endSeconds - startSeconds);
      const weight = 1 - 2 * offCentre + 0.05;
      sum += weight * similarity;
      weights += weight;
    }
    return weights > 0 ? sum / weights : undefined;
  };
}

function smoothAt(at: number, cells: readonly CurveCell[], values: readonly number[], sigmaSeconds: number): number {
  const { keyframeSeconds } = cells[at] as CurveCell;
  let sum = 0;
  let weights = 0;
  const add = (n: number): boolean => {
    const cell = cells[n] as CurveCell;
    const distance = (cell.keyframeSeconds - keyframeSeconds) / sigmaSeconds;
    if (Math.abs(distance) > 3) return false;
    const weight = Math.exp((-distance * distance) / 2) * Math.max(1e-3, cell.endSeconds - cell.startSeconds);
    sum += weight * (values[n] as number);
    weights += weight;
    return true;
  };
  add(at);
  for (let n = at; n > 0 && !(cells[n] as CurveCell).startsShot; n -= 1) if (!add(n - 1)) break;
  for (let n = at + 1; n < cells.length && !(cells[n] as CurveCell).startsShot; n += 1) if (!add(n)) break;
  return sum / weights;
}
