import { meanOf, meansBy } from "../../statistics/summary.js";

/** The kinds of questions of NExT-QA. `TP` (what happened before) counts as `TN` (before and after). */
export type NextQaKind = "CW" | "CH" | "TN" | "TP" | "TC" | "DC" | "DL" | "DO";

/** An answered question. */
export interface NextQaOutcome {
  readonly kind: NextQaKind;
  readonly isRight: boolean;
}

/** Shares of right answers, for kinds that occur. */
export interface NextQaAccuracy {
  /** CW why, CH how, TN before and after, TC when, DC counting, DL place, DO other. */
  readonly byKind: Readonly<Record<string, number>>;
  /** C causal, T temporal, D descriptive. */
  readonly byGroup: Readonly<Record<string, number>>;
  readonly all: number;
}

/**
 * NExT-QA's figures of five-way multiple choice (Xiao et al. 2021, https://arxiv.org/abs/2105.08276). Chance is 1/5.
 */
export function nextQaAccuracy(outcomes: readonly NextQaOutcome[]): NextQaAccuracy {
  const sharesBy = (keyOf: (kind: NextQaKind) => string) =>
    Object.fromEntries(
      meansBy(
        outcomes,
        ({ kind }) => keyOf(kind),
        ({ isRight }) => Number(isRight),
      ),
    );
  return {
    byKind: sharesBy((kind) => (kind === "TP" ? "TN" : kind)),
    byGroup: sharesBy((kind) => kind.slice(0, 1)),
    all: meanOf(outcomes.map(({ isRight }) => Number(isRight))),
  };
}
