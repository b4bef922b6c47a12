import { sumOf } from "../../statistics/summary.js";
import type { CaptionExample, CaptionScores } from "./example.js";
import { countNgrams } from "./ngrams.js";

/** What coco-caption adds to counts so that none is 0. */
const tiny = 1e-15;
const small = 1e-9;

const longest = 4;

/** What BLEU counts in one caption or in many. */
export interface BleuCounts {
  /** N-grams that a reference has too, by n - 1. */
  readonly matched: readonly number[];
  /** N-grams, by n - 1. */
  readonly said: readonly number[];
  readonly length: number;
  /** Of the reference that is nearest in length. */
  readonly referenceLength: number;
}

/**
 * BLEU-1 to BLEU-4, in this order, of counts summed over all captions (Papineni et al. 2002), as coco-caption computes
 * it: nearest reference length, and 1e-9 where nothing matches.
 */
export function bleu(examples: readonly CaptionExample[]): CaptionScores[] {
  const counts = examples.map(countBleu);
  return bleuOfCounts(counts).map((corpus, n) => ({ corpus, each: counts.map((own) => scoreOf(own, n + 1)) }));
}

/** BLEU-1 to BLEU-4 of all captions together, from the counts of each. */
export function bleuOfCounts(counts: readonly BleuCounts[]): number[] {
  const total = {
    matched: sumEach(counts.map(({ matched }) => matched)),
    said: sumEach(counts.map(({ said }) => said)),
    length: sumOf(counts.map(({ length }) => length)),
    referenceLength: sumOf(counts.map(({ referenceLength }) => referenceLength)),
  };
  return Array.from({ length: longest }, (_, n) => scoreOf(total, n + 1));
}

/** What BLEU counts in a caption. */
export function countBleu({ candidate, references }: CaptionExample): BleuCounts {
  const { length } = candidate;
  const sizes = Array.from({ length: longest }, (_, n) => n + 1);
  const matched = sizes.map((size) => {
    const ofReferences = references.map((words) => countNgrams(words, size));
    const own = [...countNgrams(candidate, size)];
    return sumOf(
      own.map(([ngram, count]) => Math.min(count, Math.max(...ofReferences.map((of) => of.get(ngram) ?? 0)))),
    );
  });
  const lengths = references.map((words) => words.length);
  const [referenceLength = 0] = lengths.toSorted((a, b) => Math.abs(a - length) - Math.abs(b - length) || a - b);
  return { matched, said: sizes.map((size) => Math.max(0, length - size + 1)), length, referenceLength };
}

function scoreOf({ matched, said, length, referenceLength }: BleuCounts, size: number): number {
  let product = 1;
  for (let n = 0; n < size; n += 1) product *= ((matched[n] as number) + tiny) / ((said[n] as number) + small);
  const ratio = (length + tiny) / (referenceLength + small);
  return product ** (1 / size) * (ratio < 1 ? Math.exp(1 - 1 / ratio) : 1);
}

function sumEach(rows: readonly (readonly number[])[]): number[] {
  return Array.from({ length: longest }, (_, n) => sumOf(rows.map((row) => row[n] as number)));
}
