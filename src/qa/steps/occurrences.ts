import { rowProducts } from "../../core/rowProducts.js";
import type { Span } from "../../core/span.js";
import { dotRow, type Embedding } from "../../core/vectors.js";
import { levelOf } from "../../query/composed/level.js";
import type { SeenVideo } from "./lookAgain.js";
import { shapeCurve } from "../../temporal/similarityCurve.js";

/** A span in which something stands out. */
export interface Occurrence extends Span {
  readonly similarity: number;
}

/**
 * The separate spans in which a text stands out in a video, in order.
 *
 * Peaks count that reach half-way from the mean to the highest, and between two of them a dip of a quarter of that way:
 * what is still in the picture between two jumps does not sink to the mean. The curve is that of the frames as they are,
 * as smoothing would join what happens twice within a few seconds. What happens again looks the same again: a peak counts
 * whose frame looks no less like that of the highest peak than do the frames to which that one sinks.
 */
export function occurrencesOf(video: SeenVideo, embedding: Embedding): Occurrence[] {
  const { stretches, rows, values } = frameCurve(video, embedding);
  const startSeconds = stretches.map((stretch) => stretch.startSeconds);
  const endSeconds = stretches.map((stretch) => stretch.endSeconds);
  const level = levelOf(values, { startSeconds, endSeconds });
  const highest = values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const dip = (highest - level) / 2;
  const peaks = peaksOf(values, level, dip);
  return sameAsHighest(peaks, values, dip, rows).map((peak) => {
    const least = Math.max(level, (values[peak] as number) - dip);
    let [from, to] = [peak, peak];
    while (from > 0 && (values[from - 1] as number) > least) from -= 1;
    while (to < values.length - 1 && (values[to + 1] as number) > least) to += 1;
    return {
      startSeconds: startSeconds[from] as number,
      endSeconds: endSeconds[to] as number,
      similarity: values[peak] as number,
    };
  });
}

function frameCurve(
  { frameTimes, frameEmbeddings, clips, clipEmbeddings, startSeconds, cutsSeconds, record }: SeenVideo,
  embedding: Embedding,
) {
  const { durationSeconds } = record;
  const times = { frameTimes, clips, startSeconds, cutsSeconds, durationSeconds };
  const { stretches } = shapeCurve(times, { context: { weight: 0, acrossCut: 0 }, clipWeight: 0 });
  const rows = frameTimes.length > 0 ? frameEmbeddings : clipEmbeddings;
  return { stretches, rows, values: rowProducts(rows, embedding) };
}

/** The peaks that look like the highest of them; `rows` holds the embedding of each place. */
function sameAsHighest(
  peaks: readonly number[],
  values: Float32Array,
  dip: number,
  rows: Float32Array,
): readonly number[] {
  const [first = 0, ...others] = peaks;
  const highest = others.reduce((a, b) => ((values[b] as number) > (values[a] as number) ? b : a), first);
  const dimension = rows.length / values.length;
  const look = rows.subarray(highest * dimension, (highest + 1) * dimension);
  const sunk = (values[highest] as number) - dip;
  const dips = [
    values.findLastIndex((value, at) => at < highest && value <= sunk),
    values.findIndex((value, at) => at > highest && value <= sunk),
  ].filter((at) => at >= 0);
  const least = dips.reduce((lowest, at) => Math.min(lowest, dotRow(rows, at, look)), Infinity);
  return dips.length === 0 ? peaks : peaks.filter((peak) => dotRow(rows, peak, look) >= least);
}

/** Highest places of the rises to at least `level`, between any two of which the values sink by at least `dip`. */
function peaksOf(values: ArrayLike<number>, level: number, dip: number): number[] {
  const peaks: number[] = [];
  let top: number | undefined;
  let lowest = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < values.length; at += 1) {
    const value = values[at] as number;
    if (top === undefined) {
      lowest = Math.min(lowest, value);
      if (value >= level && value - lowest >= dip) top = at;
    } else if (value > (values[top] as number)) {
      top = at;
    } else if (dip > 0 && (values[top] as number) - value >= dip) {
      peaks.push(top);
      top = undefined;
      lowest = value;
    }
  }
  return top === undefined ? peaks : [...peaks, top];
}
