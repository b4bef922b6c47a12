import { sumOf } from "../../statistics/summary.js";
import type { CaptionExample, CaptionScores } from "./example.js";
import { functionWords } from "./functionWords.js";
import { alignGreedily, alignWords, type WordMatcher } from "./meteorAlignment.js";
import { stemOf } from "./porterStemmer.js";

/** How METEOR weighs. */
export interface MeteorParameters {
  /** Weight of recall against precision, in [0, 1]. */
  readonly alpha: number;
  /** How the penalty grows with fragmentation. */
  readonly beta: number;
  /** Largest penalty. */
  readonly gamma: number;
  /** Weight of content words; function words have the rest. */
  readonly delta: number;
  /** Weight of words that are the same by their stem, and of synonyms. */
  readonly stemWeight: number;
  readonly synonymWeight: number;
  /** Whether a caption that is the same as its reference has no penalty. */
  readonly sparesIdentical: boolean;
  readonly align: typeof alignWords;
}

/** Those of METEOR 1.5 for English (Denkowski & Lavie 2014). */
export const meteor15: MeteorParameters = {
  alpha: 0.85,
  beta: 0.2,
  gamma: 0.6,
  delta: 0.75,
  stemWeight: 0.6,
  synonymWeight: 0.8,
  sparesIdentical: true,
  align: alignWords,
};

/** Those of Banerjee & Lavie 2005, as NLTK applies them. */
export const meteor2005: MeteorParameters = {
  alpha: 0.9,
  beta: 3,
  gamma: 0.5,
  delta: 0.5,
  stemWeight: 1,
  synonymWeight: 1,
  sparesIdentical: false,
  align: alignGreedily,
};

/** What METEOR is given beside captions. */
export interface MeteorOptions {
  /** Default {@link meteor15}. */
  readonly parameters?: MeteorParameters | undefined;
  /** Whether two words mean the same; default: none do. */
  readonly areSynonyms?: ((a: string, b: string) => boolean) | undefined;
}

/** What METEOR counts, by weight, in a caption against its best reference, or in many. */
export interface MeteorCounts {
  readonly candidateMatched: number;
  readonly candidateWords: number;
  readonly referenceMatched: number;
  readonly referenceWords: number;
  readonly matches: number;
  readonly chunks: number;
}

/**
 * METEOR, in [0, 1]: words matched exactly, by stem and by synonym, punished for parting them (Banerjee & Lavie 2005;
 * Denkowski & Lavie 2014). Each caption has its best reference; `corpus` comes from the counts of all in sum.
 *
 * By default the formula and parameters of METEOR 1.5, without its data: no WordNet and no paraphrase table, Porter's
 * stems in place of Snowball's, a list of function words of our own. Published values lie 0.01 to 0.04 higher, for what
 * only those find.
 */
export function meteor(examples: readonly CaptionExample[], options: MeteorOptions = {}): CaptionScores {
  const { parameters = meteor15 } = options;
  const best = examples.map((example) => countMeteor(example, options));
  return { corpus: meteorOfCounts(best, parameters), each: best.map((counts) => scoreOf(counts, parameters)) };
}

/** What METEOR counts in a caption against the reference that it is best for. */
export function countMeteor({ candidate, references }: CaptionExample, options: MeteorOptions = {}): MeteorCounts {
  const { parameters = meteor15 } = options;
  const counts = references.map((reference) => countMatches(candidate, reference, options));
  return counts.reduce((a, b) => (scoreOf(b, parameters) > scoreOf(a, parameters) ? b : a));
}

/** METEOR of all captions together, from the counts of each. */
export function meteorOfCounts(all: readonly MeteorCounts[], parameters = meteor15): number {
  const total = (key: keyof MeteorCounts) => sumOf(all.map((counts) => counts[key]));
  const corpus = {
    candidateMatched: total("candidateMatched"),
    candidateWords: total("candidateWords"),
    referenceMatched: total("referenceMatched"),
    referenceWords: total("referenceWords"),
    matches: total("matches"),
    chunks: total("chunks"),
  };
  return scoreOf(corpus, parameters);
}

function countMatches(
  candidate: readonly string[],
  reference: readonly string[],
  options: MeteorOptions,
): MeteorCounts {
  const { parameters = meteor15, areSynonyms = () => false } = options;
  const { delta, stemWeight, synonymWeight, sparesIdentical, align } = parameters;
  const stems = new Map([...candidate, ...reference].map((word) => [word, stemOf(word)]));
  const matchers: WordMatcher[] = [
    { weight: 1, matches: (a, b) => a === b },
    { weight: synonymWeight, matches: areSynonyms },
    { weight: stemWeight, matches: (a, b) => stems.get(a) === stems.get(b) },
  ];
  const { matches, chunks } = align(candidate, reference, matchers);
  const weightOf = (word: string | undefined) => (functionWords.has(word as string) ? 1 - delta : delta);
  const isIdentical = chunks === 1 && matches.length === candidate.length && matches.length === reference.length;
  return {
    candidateMatched: sumOf(matches.map(({ candidateIndex: n, weight }) => weight * weightOf(candidate[n]))),
    candidateWords: sumOf(candidate.map(weightOf)),
    referenceMatched: sumOf(matches.map(({ referenceIndex: n, weight }) => weight * weightOf(reference[n]))),
    referenceWords: sumOf(reference.map(weightOf)),
    matches: matches.length,
    chunks: isIdentical && sparesIdentical ? 0 : chunks,
  };
}

function scoreOf(counts: MeteorCounts, { alpha, beta, gamma }: MeteorParameters): number {
  if (counts.matches === 0) return 0;
  const precision = counts.candidateMatched / counts.candidateWords;
  const recall = counts.referenceMatched / counts.referenceWords;
  const mean = (precision * recall) / (alpha * precision + (1 - alpha) * recall);
  return mean * (1 - gamma * (counts.chunks / counts.matches) ** beta);
}
