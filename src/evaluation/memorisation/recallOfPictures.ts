import { toFigure, type Figure } from "../figure.js";
import { dejaVuFigures, type RecalledPicture } from "../metrics/memorisation/dejaVu.js";
import { bootstrapInterval } from "../statistics/bootstrap.js";
import { meanOf } from "../statistics/summary.js";

/** A picture that can be found, and what it shows. */
export interface PublicPicture {
  readonly name: string;
  readonly objects: readonly string[];
}

/** With fewer of either kind nothing is said. */
export const leastPictures = 20;

/** How many of the nearest are looked at: ten, as in the paper, but never more than a tenth of all. */
export function nearestCountOf(publicCount: number): number {
  return Math.min(10, Math.max(1, Math.floor(publicCount / 10)));
}

/** All that the pictures nearest to a caption show; the picture that the caption is of does not count. */
export function objectsNearest(
  similarities: readonly number[],
  pictures: readonly PublicPicture[],
  { count, without }: { readonly count: number; readonly without: string },
): string[] {
  const order = pictures
    .map(({ name }, n) => ({ name, n }))
    .filter(({ name }) => name !== without)
    .sort((a, b) => (similarities[b.n] as number) - (similarities[a.n] as number) || a.n - b.n);
  return [...new Set(order.slice(0, count).flatMap(({ n }) => pictures[n]?.objects ?? []))];
}

/** What a model recalls of pictures that it was trained on, and of those that it was not. */
export interface Recall {
  readonly trained: readonly RecalledPicture[];
  readonly heldOut: readonly RecalledPicture[];
}

/**
 * Déjà Vu's gaps for training pictures, less the same for held-out ones: what a model knows better than the one that it is compared
 * with of all pictures alike, because it is the better model, is no memory.
 *
 * @param suffix of the names of figures
 * @param than what it is compared with, for people
 */
export function memorisationFigures({ trained, heldOut }: Recall, suffix: string, than: string): Figure[] {
  const [ofTrained, ofHeldOut] = [dejaVuFigures(trained), dejaVuFigures(heldOut)];
  const best = Math.max(1, Math.round(trained.length / 10));
  const toGained = (
    name: string,
    what: string,
    gapOf: (picture: RecalledPicture) => number,
    detail: Readonly<Record<string, unknown>>,
  ): Figure => {
    const marks = [
      ...trained.map((picture) => ({ isTrained: true, gap: gapOf(picture) })),
      ...heldOut.map((picture) => ({ isTrained: false, gap: gapOf(picture) })),
    ];
    const gained = (sample: Readonly<typeof marks>) => {
      const of = (isTrained: boolean) =>
        meanOf(sample.filter((one) => one.isTrained === isTrained).map(({ gap }) => gap));
      return of(true) - of(false);
    };
    return toFigure({
      name: `${name}${suffix}`,
      what: `${what} than by ${than}, beyond the same for held-out pictures`,
      value: gained(marks),
      count: marks.length,
      interval: bootstrapInterval(marks, gained, {
        stratumOf: ({ isTrained }) => String(isTrained),
      }),
      chance: 0,
      detail: { trainedPictures: trained.length, heldOutPictures: heldOut.length, ...detail },
    });
  };
  return [
    toGained(
      "precision-gained",
      "by how much more often what is recalled of training pictures is right",
      (picture) => dejaVuFigures([picture]).populationPrecisionGap,
      {
        populationPrecisionGap: ofTrained.populationPrecisionGap,
        ofHeldOut: ofHeldOut.populationPrecisionGap,
        ofBestTenth: ofTrained.ofBest(best),
      },
    ),
    toGained(
      "recall-gained",
      "by how much more often more of what training pictures show is recalled",
      (picture) => dejaVuFigures([picture]).populationRecallGap,
      {
        populationRecallGap: ofTrained.populationRecallGap,
        ofHeldOut: ofHeldOut.populationRecallGap,
        recallAreaGap: ofTrained.recallAreaGap,
        recallAreaGapOfHeldOut: ofHeldOut.recallAreaGap,
      },
    ),
  ];
}
