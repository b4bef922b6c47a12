import type { Span } from "../../core/span.js";
import { normOf } from "../../core/vectors.js";

/** The two kinds of vectors an index holds. */
export type VectorKind = "frames" | "clips";

export const vectorKinds: readonly VectorKind[] = ["frames", "clips"];

/** Seconds stored beside each vector: a frame's time; a clip's start, end and keyframe. */
export const timesPerVector: Readonly<Record<VectorKind, number>> = { frames: 1, clips: 3 };

/** The ids `firstId … firstId + count - 1`. Ids are whole numbers up to 2^53: at a thousand a second, enough for 285,000 years. */
export interface IdRange {
  readonly firstId: number;
  readonly count: number;
}

/** Where vectors lie that were written together. */
export interface BlockPlace extends IdRange {
  readonly videoId: string;
  /** `[count, timesPerVector]` */
  readonly times: Float64Array;
}

/** Vectors of one video that were written together. */
export interface VectorBlock extends BlockPlace {
  /** `[count, dimension]` */
  readonly vectors: Float32Array;
}

/** The span and keyframe of clip `row` in stored times `[clips, 3]`. */
export function toClip(times: Float64Array, row: number): Span & { readonly keyframeSeconds: number } {
  const [startSeconds, endSeconds, keyframeSeconds] = times.subarray(row * 3, row * 3 + 3);
  return { startSeconds, endSeconds, keyframeSeconds } as Span & { readonly keyframeSeconds: number };
}

/** How far a norm may be from 1: what 16-bit arithmetic in an encoder loses. */
export const normTolerance = 1e-3;

/** What is wrong with a vector that is about to be stored, or undefined when it has `dimension` finite values of norm 1. */
export function vectorFault(vector: Float32Array, dimension: number): string | undefined {
  if (vector.length !== dimension) return `it has ${vector.length} values instead of ${dimension}`;
  const norm = normOf(vector);
  if (!Number.isFinite(norm)) return "it holds a value that is not a finite number";
  if (Math.abs(norm - 1) > normTolerance) return `its norm is ${norm.toPrecision(6)} instead of 1`;
  return undefined;
}
