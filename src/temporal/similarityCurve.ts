import { centreOf, durationOf, type Span } from "../core/span.js";
import type { CurveStretch } from "./curveStretch.js";
import { addContext, curveContext, type CurveContext } from "./curveContext.js";

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
  /** Weight of the clips against the frames where both are known, in [0, 1]. Default 0.2. */
  readonly clipWeight?: number | undefined;
  /** How much of what is around a frame counts at it. Default {@link curveContext}. */
  readonly context?: CurveContext | undefined;
}

/** A stretch and how well it matches a query. */
export interface CurveCell extends CurveStretch {
  readonly similarity: number;
}

/** A video's similarity to a query over time: cells that cover it from its first picture on without gaps, in order. */
export type SimilarityCurve = readonly CurveCell[];

/** When the frames and clips of a video are, whatever is asked. */
export interface CurveTimes {
  /** In order. May be empty when there are clips. */
  readonly frameTimes: ArrayLike<number>;
  readonly clips: readonly Span[];
  /** Times of the cuts, in order. */
  readonly cutsSeconds: readonly number[];
  /** Where the first picture starts. Default 0. */
  readonly startSeconds?: number;
  readonly durationSeconds: number;
}

/** How the curves of one video follow from what its frames and clips are, whatever is asked. */
export interface CurveShape {
  readonly stretches: readonly CurveStretch[];
  /**
   * Fuses rows and adds their context: `[frames, width]` and `[clips, width]` to `[stretches, width]`.
   *
   * Linear, so a cosine may be taken before (rows of one similarity) or after (rows of embeddings) with the same result.
   * `context` takes the place of that of the settings.
   */
  fuse(ofFrames: Float32Array, ofClips: Float32Array, width: number, context?: CurveContext): Float32Array;
}

/** A share of one row in another. */
interface Share {
  readonly row: number;
  readonly weight: number;
}

/**
 * Works out how frames and clips become one curve.
 *
 * A stretch reaches to the middle between its frame and the next, or to a cut between them. A clip counts at a frame by
 * how near the frame is to the clip's middle, so that overlapping windows blend. Half of each stretch is what its own frame
 * says, and half what is around it: a frame that matches by chance does so alone, and a scene that matches does so for a while.
 * What is around fades with time and across cuts, and is weighed by the length of its stretch (Nadaraya-Watson with an
 * exponential kernel), which makes it indifferent to how densely a stretch was sampled.
 */
export function shapeCurve(times: CurveTimes, settings: CurveSettings = {}): CurveShape {
  const { clipWeight = 0.2, context: usualContext = curveContext } = settings;
  const hasFrames = times.frameTimes.length > 0;
  const frameTimes = hasFrames ? Array.from(times.frameTimes) : times.clips.map(centreOf);
  const stretches = toStretches(frameTimes, times);
  const clipSharesAt = createClipReader(times.clips);
  const clipShares = stretches.map((stretch) => clipSharesAt(stretch.keyframeSeconds));

  return {
    stretches,
    fuse(ofFrames, ofClips, width, context = usualContext) {
      const fused = (hasFrames ? ofFrames : ofClips).slice();
      for (const [n, shares] of clipShares.entries()) {
        if (shares.length === 0) continue;
        for (let at = n * width; at < (n + 1) * width; at += 1) fused[at] = (fused[at] as number) * (1 - clipWeight);
        addShares(fused, n, ofClips, shares, clipWeight, width);
      }
      return context.weight > 0 ? addContext(fused, stretches, context, width) : fused;
    },
  };
}

/** Adds rows of `from`, each with its share times `weight`, to row `row` of `to`. */
function addShares(
  to: Float32Array,
  row: number,
  from: Float32Array,
  shares: readonly Share[],
  weight: number,
  width: number,
): void {
  for (const share of shares) {
    const factor = share.weight * weight;
    const start = share.row * width;
    for (let n = 0, at = row * width; n < width; n += 1, at += 1) {
      to[at] = (to[at] as number) + factor * (from[start + n] as number);
    }
  }
}

/** Fuses frame and clip similarities to one curve, as {@link shapeCurve} says. */
export function toSimilarityCurve(input: CurveInput, settings: CurveSettings = {}): SimilarityCurve {
  const { frames, clips } = input;
  const shape = shapeCurve({ ...input, frameTimes: frames.map((frame) => frame.timeSeconds) }, settings);
  const similarities = (all: readonly { readonly similarity: number }[]) =>
    Float32Array.from(all, ({ similarity }) => similarity);
  return toCurve(shape.stretches, shape.fuse(similarities(frames), similarities(clips), 1));
}

/** The curve of a video's stretches and the similarity of each. */
export function toCurve(stretches: readonly CurveStretch[], similarities: Float32Array): SimilarityCurve {
  return stretches.map((stretch, n) => toCell(stretch, similarities[n] as number));
}

/** A stretch with its similarity. */
export function toCell(stretch: CurveStretch, similarity: number): CurveCell {
  const { startSeconds, endSeconds, keyframeSeconds, startsShot } = stretch; // spreading takes several times as long
  return { startSeconds, endSeconds, keyframeSeconds, startsShot, similarity };
}

function toStretches(frameTimes: readonly number[], times: CurveTimes): CurveStretch[] {
  const { cutsSeconds, durationSeconds } = times;
  const stretches: CurveStretch[] = [];
  let { startSeconds = 0 } = times;
  let startsShot = true;
  let nextCut = 0;
  for (const [n, timeSeconds] of frameTimes.entries()) {
    const next = frameTimes[n + 1];
    while ((cutsSeconds[nextCut] ?? Number.POSITIVE_INFINITY) <= timeSeconds) nextCut += 1;
    const upcoming = cutsSeconds[nextCut];
    const cut = next !== undefined && upcoming !== undefined && upcoming <= next ? upcoming : undefined;
    const border = next === undefined ? Math.max(durationSeconds, timeSeconds) : (cut ?? (timeSeconds + next) / 2);
    const endSeconds = Math.max(startSeconds, border);
    stretches.push({ startSeconds, endSeconds, keyframeSeconds: timeSeconds, startsShot });
    startSeconds = endSeconds;
    startsShot = cut !== undefined;
  }
  return stretches;
}

/** Reads the shares of the clips at times that never decrease; they sum to 1, or there are none. */
function createClipReader(clips: readonly Span[]): (timeSeconds: number) => readonly Share[] {
  const ordered = clips.map((clip, row) => ({ clip, row })).sort((a, b) => a.clip.startSeconds - b.clip.startSeconds);
  let first = 0;
  return (timeSeconds) => {
    while (first < ordered.length && (ordered[first]?.clip.endSeconds ?? 0) <= timeSeconds) first += 1;
    const shares: Share[] = [];
    for (let n = first; n < ordered.length; n += 1) {
      const { clip, row } = ordered[n] as (typeof ordered)[number];
      if (clip.startSeconds > timeSeconds) break;
      if (timeSeconds >= clip.endSeconds) continue;
      const offCentre = Math.abs(timeSeconds - centreOf(clip)) / durationOf(clip);
      shares.push({ row, weight: 1 - 2 * offCentre + 0.05 });
    }
    return toUnitSum(shares);
  };
}

function toUnitSum(shares: readonly Share[]): readonly Share[] {
  const sum = shares.reduce((total, { weight }) => total + weight, 0);
  return shares.map(({ row, weight }) => ({ row, weight: weight / sum }));
}
