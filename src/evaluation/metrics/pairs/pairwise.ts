import { meanOf } from "../../statistics/summary.js";

/** What a model gives a right caption and a wrong one of the same video: similarities, or probabilities. */
export interface ScoredPair {
  readonly right: number;
  readonly wrong: number;
}

/**
 * Share of pairs in which the right caption is preferred; a tie is no preference (SugarCrepe, ARO, VITATECS, VELOCITI).
 *
 * Chance is 1/2.
 */
export function pairwiseAccuracy(pairs: readonly ScoredPair[]): number {
  return shareOf(pairs, ({ right, wrong }) => right > wrong);
}

/** Whether captions are told right from wrong each by itself, by probabilities. */
export interface FoilMeasurement {
  /** Share of right captions above 1/2. */
  readonly captionAccuracy: number;
  /** Share of wrong captions, foils, at 1/2 or below. */
  readonly foilAccuracy: number;
  /** Mean of the two; chance is 1/2, also for a model that always says yes. */
  readonly accuracy: number;
  /** The lower of the two: 0 for a model that always says the same. */
  readonly least: number;
  /** Share of pairs with the right caption above 1/2 and the foil below (VELOCITI's strict accuracy). */
  readonly strictAccuracy: number;
}

/**
 * Figures of VALSE (Parcalabescu et al. 2022, https://arxiv.org/abs/2112.07566) and VELOCITI, from probabilities in [0,
 * 1].
 */
export function measureFoils(pairs: readonly ScoredPair[]): FoilMeasurement {
  const captionAccuracy = shareOf(pairs, ({ right }) => right > 0.5);
  const foilAccuracy = shareOf(pairs, ({ wrong }) => wrong <= 0.5);
  return {
    captionAccuracy,
    foilAccuracy,
    accuracy: (captionAccuracy + foilAccuracy) / 2,
    least: Math.min(captionAccuracy, foilAccuracy),
    strictAccuracy: shareOf(pairs, ({ right, wrong }) => right > 0.5 && wrong < 0.5),
  };
}

/** How the order in which two captions are offered changes the choice. */
export interface OrderSensitivity {
  /** Share right in both orders. */
  readonly bothRight: number;
  /** Share right in one order only: what the model says there depends on the order. */
  readonly flips: number;
}

/** Compares whether the same examples were right with the right caption first, and with it second. */
export function measureOrderSensitivity(
  rightFirst: readonly boolean[],
  rightSecond: readonly boolean[],
): OrderSensitivity {
  return {
    bothRight: meanOf(rightFirst.map((isRight, n) => Number(isRight && rightSecond[n] === true))),
    flips: meanOf(rightFirst.map((isRight, n) => Number(isRight !== rightSecond[n]))),
  };
}

function shareOf<Item>(items: readonly Item[], holds: (item: Item) => boolean): number {
  return items.filter(holds).length / items.length;
}
