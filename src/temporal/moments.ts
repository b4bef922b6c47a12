import type { Span } from "../core/span.js";
import { suppressOverlaps } from "./nms.js";
import type { CurveCell, SimilarityCurve } from "./similarityCurve.js";

/** A span of one video that answers a query. */
export interface Moment extends Span {
  /** The frame inside it that matches best. */
  readonly keyframeSeconds: number;
  readonly similarity: number;
}

/** Settings of {@link proposeMoments}. */
export interface MomentSettings {
  /** Most moments of one video. Default 5. */
  readonly maxMoments?: number;
  readonly method?: "tag" | "rt";
  readonly level?: number;
  readonly alpha?: number;
  readonly minSeconds?: number;
}

export function proposeMoments(curve: SimilarityCurve, settings: MomentSettings = {}): Moment[] {
  const { maxMoments = 5, method = "tag" } = settings;
  if (curve.length === 0) return [];
  const spans = method === "tag" ? watershed(curve, settings) : ruzzoTompa(curve, settings);
  const moments = spans.map(([from, to, rank]) => ({ ...toMoment(curve, from, to), rank }));
  return suppressOverlaps(moments.map((m) => ({ ...m, similarity: m.rank, peak: m.similarity })), 0.3)
    .slice(0, maxMoments)
    .map(({ startSeconds, endSeconds, keyframeSeconds, peak }) => ({ startSeconds, endSeconds, keyframeSeconds, similarity: peak }));
}

function toMoment(curve: SimilarityCurve, from: number, to: number): Moment {
  let best = curve[from] as CurveCell;
  for (let n = from; n <= to; n += 1) if ((curve[n] as CurveCell).similarity > best.similarity) best = curve[n] as CurveCell;
  return {
    startSeconds: (curve[from] as CurveCell).startSeconds,
    endSeconds: (curve[to] as CurveCell).endSeconds,
    keyframeSeconds: best.keyframeSeconds,
    similarity: best.similarity,
  };
}

type Ranked = [from: number, to: number, rank: number];

function watershed(curve: SimilarityCurve, { level = 0.5, alpha = 0.5 }: MomentSettings): Ranked[] {
  const values = curve.map((c) => c.similarity);
  const high = Math.max(...values);
  const low = Math.min(...values);
  const range = high - low;
  if (range < 1e-6) return [[0, curve.length - 1, high]];
  const out: Ranked[] = [];
  const total = curve.at(-1)!.endSeconds;
  for (let step = 0; step < 8; step += 1) {
    const threshold = low + range * (level + (step * (1 - level)) / 8);
    let from = -1;
    for (let n = 0; n <= values.length; n += 1) {
      const isIn = n < values.length && (values[n] as number) >= threshold;
      if (isIn && from < 0) from = n;
      if (!isIn && from >= 0) {
        out.push([from, n - 1, score(curve, from, n - 1, low, range, alpha, total)]);
        from = -1;
      }
    }
  }
  return out;
}

/** contrast of inside over outside, times length^alpha */
function score(curve: SimilarityCurve, from: number, to: number, low: number, range: number, alpha: number, total: number): number {
  let sum = 0, len = 0;
  for (let n = from; n <= to; n += 1) { const c = curve[n]!; const d = c.endSeconds - c.startSeconds; sum += d * (c.similarity - low) / range; len += d; }
  return (sum / Math.max(1e-9, len)) * (len / total) ** alpha;
}

function ruzzoTompa(curve: SimilarityCurve, { level = 0.5 }: MomentSettings): Ranked[] {
  const values = curve.map((c) => c.similarity);
  const high = Math.max(...values);
  const low = Math.min(...values);
  if (high - low < 1e-6) return [[0, curve.length - 1, high]];
  const base = low + level * (high - low);
  const list: { from: number; to: number; l: number; r: number }[] = [];
  let sum = 0;
  for (const [n, cell] of curve.entries()) {
    const s = (cell.similarity - base) * (cell.endSeconds - cell.startSeconds);
    const l0 = sum;
    sum += s;
    if (s <= 0) continue;
    let k = { from: n, to: n, l: l0, r: sum };
    for (;;) {
      let j = list.length - 1;
      while (j >= 0 && list[j]!.l >= k.l) j -= 1;
      if (j < 0 || list[j]!.r >= k.r) { list.push(k); break; }
      k = { from: list[j]!.from, to: k.to, l: list[j]!.l, r: k.r };
      list.length = j;
    }
  }
  return list.map(({ from, to, l, r }) => [from, to, r - l]);
}
