import { meanOf } from "../../statistics/summary.js";

/** How salient the clips of a video are for a query, as predicted and as judged. */
export interface HighlightQuery {
  /** One score a clip; clips without one have 0. */
  readonly predicted: readonly number[];
  /** `[clips][judges]`, from 0 (very bad) to 4 (very good). */
  readonly judged: readonly (readonly number[])[];
}

/** Figures of highlight detection. */
export interface HighlightFigures {
  readonly meanAveragePrecision: number;
  /** Share of queries whose most salient clip is good to one judge at least. */
  readonly hitAt1: number;
}

/** From which judgement on a clip is good: QVHighlights reports all three. */
export const leastJudgements = { fair: 2, good: 3, veryGood: 4 } as const;

/**
 * QVHighlights' highlight detection (Lei et al. 2021, https://arxiv.org/abs/2107.09609), good being `least` or better.
 */
export function highlightFigures(queries: readonly HighlightQuery[], least: number): HighlightFigures {
  return {
    meanAveragePrecision: meanOf(queries.map((query) => highlightPrecision(query, least))),
    hitAt1: meanOf(
      queries.map(({ predicted, judged }) => {
        const best = judged[predicted.indexOf(Math.max(...predicted))] ?? [];
        return Number(best.some((judgement) => judgement >= least));
      }),
    ),
  };
}

/** Mean over judges of the average precision of the clips by predicted salience. */
function highlightPrecision({ predicted, judged }: HighlightQuery, least: number): number {
  const judges = (judged[0] ?? []).map((_, judge) => judge);
  return meanOf(
    judges.map((judge) => {
      const isGood = judged.map((clip) => (clip[judge] as number) >= least);
      return interpolatedPrecision(isGood, (clip) => predicted[clip] ?? 0);
    }),
  );
}

/**
 * Mean, over each recall that is reached, of the best precision at that recall or more. Clips of the same salience come
 * together. 1 where all clips are good, 0 where none is.
 */
function interpolatedPrecision(isGood: readonly boolean[], salienceOf: (clip: number) => number): number {
  if (isGood.every(Boolean)) return 1;
  const order = isGood.map((_, clip) => clip).sort((a, b) => salienceOf(b) - salienceOf(a));
  const precisions: number[] = [];
  let [hits, counted] = [0, 0];
  for (const [place, clip] of order.entries()) {
    hits += Number(isGood[clip]);
    const next = order[place + 1];
    if (next !== undefined && salienceOf(next) === salienceOf(clip)) continue;
    if (hits > counted) precisions.push(hits / (place + 1));
    counted = hits;
  }
  let best = 0;
  const interpolated = precisions.toReversed().map((precision) => (best = Math.max(best, precision)));
  return interpolated.length > 0 ? meanOf(interpolated) : 0;
}
