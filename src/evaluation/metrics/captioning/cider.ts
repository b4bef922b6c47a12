import { meanOf, sumOf } from "../../statistics/summary.js";
import type { CaptionExample, CaptionScores } from "./example.js";
import { countNgrams } from "./ngrams.js";

/** Words by which lengths may differ before it counts. */
const sigma = 6;
const longest = 4;

/** N-grams of one length by weight: frequency in the caption times rarity among the references. */
interface WeightedNgrams {
  readonly weights: ReadonlyMap<string, number>;
  readonly norm: number;
}

/** A caption's n-grams for n = 1 to 4. */
interface Vector {
  readonly bySize: readonly WeightedNgrams[];
  /** Pairs of words, by which the reference compares lengths. */
  readonly pairs: number;
}

/**
 * CIDEr-D, in [0, 10]: similarity of n-grams, rare ones counting more (Vedantam et al. 2015,
 * https://arxiv.org/abs/1411.5726), as coco-caption computes it under the name CIDEr.
 *
 * How rare an n-gram is, is learned from the references of these very examples: figures of different sets cannot be
 * compared, and a single example has 0.
 */
export function ciderD(examples: readonly CaptionExample[]): CaptionScores {
  const rarityOf = createRarity(examples);
  const each = examples.map(({ candidate, references }) => {
    const own = toVector(candidate, rarityOf);
    return 10 * meanOf(references.map((words) => similarity(own, toVector(words, rarityOf))));
  });
  return { corpus: meanOf(each), each };
}

/** ln of how many examples there are for each that has the n-gram in its references. */
function createRarity(examples: readonly CaptionExample[]): (ngram: string) => number {
  const withNgram = new Map<string, number>();
  for (const { references } of examples) {
    const ngrams = new Set(
      references.flatMap((words) => sizes.flatMap((size) => [...countNgrams(words, size).keys()])),
    );
    for (const ngram of ngrams) withNgram.set(ngram, (withNgram.get(ngram) ?? 0) + 1);
  }
  return (ngram) => Math.log(examples.length) - Math.log(withNgram.get(ngram) ?? 1);
}

const sizes = Array.from({ length: longest }, (_, n) => n + 1);

function toVector(words: readonly string[], rarityOf: (ngram: string) => number): Vector {
  const bySize = sizes.map((size): WeightedNgrams => {
    const counts = [...countNgrams(words, size)];
    const weights = new Map(counts.map(([ngram, count]) => [ngram, count * rarityOf(ngram)]));
    return { weights, norm: Math.sqrt(sumOf([...weights.values()].map((weight) => weight ** 2))) };
  });
  return { bySize, pairs: Math.max(0, words.length - 1) };
}

/**
 * Mean over n of the cosine, the candidate's weights clipped to the reference's, falling with the difference of
 * lengths.
 */
function similarity(candidate: Vector, reference: Vector): number {
  const penalty = Math.exp(-((candidate.pairs - reference.pairs) ** 2) / (2 * sigma ** 2));
  const cosines = sizes.map((_, n) => {
    const [own, other] = [candidate.bySize[n] as WeightedNgrams, reference.bySize[n] as WeightedNgrams];
    const products = [...own.weights].map(([ngram, weight]) => {
      const ofReference = other.weights.get(ngram) ?? 0;
      return Math.min(weight, ofReference) * ofReference;
    });
    const norms = own.norm * other.norm;
    return (norms > 0 ? sumOf(products) / norms : 0) * penalty;
  });
  return meanOf(cosines);
}
