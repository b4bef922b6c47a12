import { meanOf } from "../../statistics/summary.js";

/** A picture whose caption a model was trained on, and what the nearest public pictures to that caption show. */
export interface RecalledPicture {
  /** Objects in the picture itself. */
  readonly objects: readonly string[];
  /** Objects in the pictures nearest to the caption, for the model that was trained on it. */
  readonly recalled: readonly string[];
  /** The same for a model that was not: what can be known without having seen the picture. */
  readonly inferred: readonly string[];
}

/** How much more the trained model knows of pictures; 0 where it remembers nothing. */
export interface MemorisationGap {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

/** Déjà Vu's figures. */
export interface DejaVuFigures {
  /** Share of pictures with a higher precision than the other model's, less the share with a lower one (PPG). */
  readonly populationPrecisionGap: number;
  /** The same for recall (PRG). */
  readonly populationRecallGap: number;
  /** Difference of the areas under the share of pictures with so much recall (AUCG). */
  readonly recallAreaGap: number;
  /** Gaps of the means over so many pictures that are remembered best. */
  readonly ofBest: (count: number) => MemorisationGap;
}

/**
 * Memorisation of training pictures (Jayaraman et al. 2024, https://arxiv.org/abs/2402.02103). Pictures without objects
 * are left out.
 */
export function dejaVuFigures(pictures: readonly RecalledPicture[]): DejaVuFigures {
  const told = pictures.filter(({ objects }) => objects.length > 0);
  const sorted = told.map(measure).sort((a, b) => b.gained - a.gained);
  const [trained, other] = [sorted.map(({ recalled }) => recalled), sorted.map(({ inferred }) => inferred)];
  const precisionOf = ({ precision }: Overlap) => precision;
  const recallOf = ({ recall }: Overlap) => recall;
  return {
    populationPrecisionGap: meanOf(trained.map((own, n) => Math.sign(own.precision - (other[n] as Overlap).precision))),
    populationRecallGap: meanOf(trained.map((own, n) => Math.sign(own.recall - (other[n] as Overlap).recall))),
    recallAreaGap: areaAbove(trained.map(recallOf)) - areaAbove(other.map(recallOf)),
    ofBest: (count) => {
      const [own, inferred] = [trained.slice(0, count), other.slice(0, count)];
      const gapOf = (valueOf: (overlap: Overlap) => number) => meanOf(own.map(valueOf)) - meanOf(inferred.map(valueOf));
      return { precision: gapOf(precisionOf), recall: gapOf(recallOf), f1: f1Of(own) - f1Of(inferred) };
    },
  };
}

/** How much of a picture's objects others show. */
interface Overlap {
  readonly precision: number;
  readonly recall: number;
}

function measure({ objects, recalled, inferred }: RecalledPicture) {
  const own = new Set(objects);
  const overlapOf = (others: readonly string[]) => {
    const shown = new Set(others);
    const shared = [...shown].filter((object) => own.has(object)).length;
    return { precision: shown.size > 0 ? shared / shown.size : 0, recall: shared / own.size, shared };
  };
  const [ofRecalled, ofInferred] = [overlapOf(recalled), overlapOf(inferred)];
  return { recalled: ofRecalled, inferred: ofInferred, gained: ofRecalled.shared - ofInferred.shared };
}

function f1Of(overlaps: readonly Overlap[]): number {
  const precision = meanOf(overlaps.map((overlap) => overlap.precision));
  const recall = meanOf(overlaps.map((overlap) => overlap.recall));
  return (2 * precision * recall) / (precision + recall + 1e-5);
}

/** Bins between the least and the largest value, by which the reference draws its curve. */
const binCount = 100;

/** Area under the share of values that lie in a bin or above it, over [0, 1], as in the reference. */
function areaAbove(values: readonly number[]): number {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const [start, end] = least < most ? [least, most] : [least - 0.5, most + 0.5];
  const edgeAt = (n: number) => start + ((end - start) * n) / binCount;
  const shareFrom = (n: number) => values.filter((value) => value >= edgeAt(n)).length / values.length;
  let area = start;
  for (let n = 0; n < binCount; n += 1) area += shareFrom(n) * (edgeAt(n + 1) - edgeAt(n));
  return area;
}
