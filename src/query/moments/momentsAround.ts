import { durationOf } from "../../core/span.js";
import { rowProducts } from "../../core/rowProducts.js";
import { dotRow, type Embedding } from "../../core/vectors.js";
import { extendSeeds } from "../../temporal/curveWindows.js";
import { gainOf, isFlat, momentsAbove, type Moment } from "../../temporal/moments.js";
import type { CurveStretch } from "../../temporal/curveStretch.js";
import { toCell, type CurveCell } from "../../temporal/similarityCurve.js";
import type { StoredVideo } from "./storedVideo.js";

/** The places of a video that a search has hit, and the video's curve, read there alone. */
export interface CurveHits {
  readonly video: StoredVideo;
  readonly rows: readonly number[];
  /** The curve's height at the best of them. */
  readonly highest: number;
  /** The curve's mean over the whole video. */
  readonly mean: number;
  /** The curve's height at a stretch; computed once. */
  similarityAt(row: number): number;
}

const rowsAtOnce = 16;

/** Reads a video's curve at the stretches in which `hitSeconds` lie. */
export function readHits(video: StoredVideo, embedding: Embedding, hitSeconds: readonly number[]): CurveHits {
  const rowCount = video.stretches.length;
  const known = new Float32Array(rowCount).fill(Number.NaN);
  const similarityAt = (row: number): number => {
    if (Number.isNaN(known[row])) {
      const from = row - (row % rowsAtOnce); // neighbours are asked for next
      rowProducts(video.curveEmbeddings, embedding, known, from, Math.min(rowCount, from + rowsAtOnce));
    }
    return known[row] as number;
  };
  const rows = hitSeconds.map((seconds) => rowAt(video.stretchStarts, seconds));
  const highest = rows.reduce((best, row) => Math.max(best, similarityAt(row)), -1);
  return { video, rows, highest, mean: dotRow(video.meanEmbedding, 0, embedding), similarityAt };
}

/** The moments around hits, best first; most of a long video's curve is never computed. */
export function momentsAround(hits: CurveHits, maxMoments: number): Moment[] {
  const { stretches } = hits.video;
  const gainAt = (row: number) => gainOf(durationOf(stretches[row] as CurveStretch), hits.similarityAt(row), hits);
  const windows = isFlat(hits)
    ? [[0, stretches.length - 1] as const]
    : extendSeeds(hits.rows, stretches.length, gainAt);
  return windows
    .flatMap(([from, to]) => {
      const cells: CurveCell[] = [];
      for (let row = from; row <= to; row += 1) {
        cells.push(toCell(stretches[row] as CurveStretch, hits.similarityAt(row)));
      }
      return momentsAbove(cells, hits, { maxMoments });
    })
    .sort((a, b) => b.similarity - a.similarity)
    .slice(0, maxMoments);
}

/** The stretch that a time lies in; stretches cover the video in order. */
function rowAt(starts: Float64Array, timeSeconds: number): number {
  let [low, high] = [0, starts.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] as number) <= timeSeconds) low = middle;
    else high = middle - 1;
  }
  return low;
}
