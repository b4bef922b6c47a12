import type { Span } from "../../core/span.js";
import type { AlignmentInput } from "./align.js";
import { levelOf } from "./level.js";
import type { Anchor } from "./step.js";

/** What a phrase of a query matched. */
export interface OperandMatch extends Span {
  readonly text: string;
  readonly keyframeSeconds: number;
  readonly similarity: number;
}

/** The cells that an anchor has grown to, both ends included. */
interface Reach {
  readonly anchor: Anchor;
  from: number;
  to: number;
}

/**
 * Turns anchors into spans, in the order of the query.
 *
 * A span reaches as far as its phrase stands out in the video, but not into the next one's: where two that follow each
 * other meet, they part where the sum of both is highest, and a gap that was asked for stays. A phrase that does not stand out
 * where it was placed was kept from better cells, and does not grow into them. Linear in the cells.
 */
export function growSpans(
  anchors: readonly Anchor[],
  input: AlignmentInput & { readonly keyframeSeconds: ArrayLike<number> },
): OperandMatch[] {
  const reaches = anchors.map((anchor) => grow(anchor, input));
  const inTime = reaches.toSorted((a, b) => a.anchor.cell - b.anchor.cell);
  for (const [n, right] of inTime.entries()) {
    const left = inTime[n - 1];
    if (left && left.anchor.to < right.anchor.from) part(left, right, input);
  }
  return reaches.map(({ anchor, from, to }) => ({
    text: anchor.phrase,
    startSeconds: input.startSeconds[from] as number,
    endSeconds: input.endSeconds[to] as number,
    keyframeSeconds: input.keyframeSeconds[anchor.cell] as number,
    similarity: anchor.similarity,
  }));
}

function grow(anchor: Anchor, input: AlignmentInput): Reach {
  const curve = input.curves.get(anchor.phrase) as ArrayLike<number>;
  const level = levelOf(curve, input);
  let { from, to } = anchor;
  if (anchor.similarity < level) return { anchor, from, to };
  while (from > 0 && (curve[from - 1] as number) >= level) from -= 1;
  while (to < curve.length - 1 && (curve[to + 1] as number) >= level) to += 1;
  return { anchor, from, to };
}

function part(left: Reach, right: Reach, input: AlignmentInput): void {
  const [a, b] = [left, right].map(({ anchor }) => input.curves.get(anchor.phrase) as ArrayLike<number>) as [
    ArrayLike<number>,
    ArrayLike<number>,
  ];
  left.to = Math.min(left.to, right.anchor.from - 1);
  right.from = Math.max(right.from, left.anchor.to + 1);
  if (left.to >= right.from) {
    let border = right.from;
    let gain = 0;
    let most = 0;
    for (let cell = right.from; cell <= left.to; cell += 1) {
      gain += (a[cell] as number) - (b[cell] as number);
      if (gain <= most) continue;
      most = gain;
      border = cell + 1;
    }
    left.to = border - 1;
    right.from = border;
  }
  const { gapSeconds } = right.anchor;
  const isNear = (from: number, to: number) =>
    (input.startSeconds[to] as number) - (input.endSeconds[from] as number) < gapSeconds - 1e-6;
  while (right.from < right.anchor.from && isNear(left.to, right.from)) right.from += 1;
  while (left.to > left.anchor.to && isNear(left.to, right.from)) left.to -= 1;
}
