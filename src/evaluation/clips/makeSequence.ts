import type { Span } from "../../core/span.js";
import type { ClipPart } from "../declaration.js";
import { cut, freeze, join, resample, reverse, stretchTo, type Sequence } from "./sequence.js";

/** The clips that a recipe's parts are taken from. */
export interface Sources {
  readonly a: Sequence;
  /** Missing for tasks that are about one clip. */
  readonly b?: Sequence | undefined;
}

/**
 * Makes what a recipe says of clips, of so many frames in all. Each part has the frames that its duration asks for, where a
 * recipe states durations; else parts share them by what they show of their sources, so that joining clips both ways gives
 * the same frames.
 */
export function makeSequence(recipe: readonly ClipPart[], sources: Sources, frameCount: number): Sequence {
  const parts = recipe.flatMap((part) => Array.from({ length: part.times }, () => part));
  const statesDuration = parts.every(({ lasts }) => lasts !== undefined);
  const weights = parts.map(({ lasts = 0, from, to }) => (statesDuration ? lasts : to - from));
  const counts = apportion(frameCount, weights);
  return join(parts.map((part, n) => makePart(part, sources, counts[n] as number)));
}

/** When a source is shown in what a recipe makes; neighbouring parts are one span. */
export function spansOf(recipe: readonly ClipPart[], sources: Sources, of: ClipPart["of"]): Span[] {
  const spans: Span[] = [];
  let startSeconds = 0;
  for (const part of recipe) {
    const { from, to, times, lasts } = part;
    const seconds = times * (lasts ?? (to - from) * (sources[part.of]?.endSeconds ?? 0));
    const endSeconds = startSeconds + seconds;
    const last = spans.at(-1);
    if (part.of === of && last?.endSeconds === startSeconds) spans.splice(-1, 1, { ...last, endSeconds });
    else if (part.of === of) spans.push({ startSeconds, endSeconds });
    startSeconds = endSeconds;
  }
  return spans;
}

function makePart({ of, from, to, as, lasts, frames }: ClipPart, sources: Sources, count: number): Sequence {
  const source = sources[of] as Sequence;
  const chosen = resample(cut(everySecond(source, frames), from, to), count);
  const timed = lasts === undefined ? chosen : stretchTo(chosen, lasts);
  if (as === "reversed") return reverse(timed);
  return as === "frozen" ? freeze(timed) : timed;
}

function everySecond(source: Sequence, which: ClipPart["frames"]): Sequence {
  if (which === "all") return source;
  const odd = Number(which === "odd");
  return { ...source, frames: source.frames.filter((_, n) => n % 2 === odd) };
}

/** Whole numbers in the ratio of weights that add up to a total, each at least 1: by largest remainder. */
function apportion(total: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((a, b) => a + b, 0);
  const exact = weights.map((weight) => (total * weight) / sum);
  const counts = exact.map((value) => Math.max(1, Math.floor(value)));
  const byRemainder = [...exact.keys()].sort(
    (a, b) => (exact[b] as number) - (counts[b] as number) - ((exact[a] as number) - (counts[a] as number)) || a - b,
  );
  for (const n of byRemainder) if (counts.reduce((a, b) => a + b, 0) < total) counts[n] = (counts[n] as number) + 1;
  return counts;
}
