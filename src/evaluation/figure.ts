import type { Control } from "./probing/controls.js";
import { wilsonInterval, type Interval } from "./statistics/interval.js";

/** What a figure is held to. */
export type Target = { readonly atLeast: number } | { readonly atMost: number };

/** One measured figure: of the quality of answers, or of speed and memory. */
export interface Figure {
  readonly name: string;
  /** What was measured, in a sentence. */
  readonly what: string;
  readonly value: number;
  /** Missing where the value is a number without one: a share, a rank. */
  readonly unit?: "ratio" | "ms" | "s" | "kB" | "MB" | "count" | undefined;
  readonly target?: Target | undefined;
  /** Whether the target is met; missing without one. */
  readonly met?: boolean | undefined;
  /** Questions, queries or videos that the value comes from; missing where nothing was counted. */
  readonly count?: number | undefined;
  /** 95 % confidence interval of the value. */
  readonly interval?: Interval | undefined;
  /** What guessing gives. */
  readonly chance?: number | undefined;
  /** What it is under controls. */
  readonly baselines?: Readonly<Partial<Record<Control, number>>> | undefined;
  /** The value less that of the best single frame. */
  readonly temporalGain?: { readonly value: number; readonly interval?: Interval | undefined } | undefined;
  /** What the value is made of; names carry units. */
  readonly detail?: Readonly<Record<string, unknown>> | undefined;
}

/** Completes a figure by judging its value. */
export function toFigure(measured: Omit<Figure, "met">): Figure {
  const { value, target } = measured;
  if (!target) return measured;
  return { ...measured, met: "atMost" in target ? value <= target.atMost : value >= target.atLeast };
}

/** A figure that is the share of `true`, with its interval. */
export function toShareFigure(
  outcomes: readonly boolean[],
  about: Omit<Figure, "met" | "value" | "count" | "interval">,
): Figure {
  const hits = outcomes.filter(Boolean).length;
  return toFigure({
    ...about,
    value: hits / outcomes.length,
    count: outcomes.length,
    interval: wilsonInterval(hits, outcomes.length),
  });
}
