/** Two words that say the same, and how surely. */
export interface WordMatch {
  readonly candidateIndex: number;
  readonly referenceIndex: number;
  /** 1 for the same word, less for a stem or a synonym. */
  readonly weight: number;
}

/** Which words of a caption match which of a reference, each at most once. */
export interface WordAlignment {
  readonly matches: readonly WordMatch[];
  /** Runs of matches that follow each other in both. */
  readonly chunks: number;
}

/** A way in which words can say the same: exactly, as synonyms, by stem. */
export interface WordMatcher {
  readonly weight: number;
  readonly matches: (a: string, b: string) => boolean;
}

/** Partial alignments that are kept. Captions have few words that could match two others, so that nothing is lost. */
const beam = 40;

interface Partial extends WordAlignment {
  readonly taken: ReadonlySet<number>;
  /** Sum of the distances of matched words, to decide between else equal ones. */
  readonly distance: number;
}

/**
 * Aligns two lists of words: most matches first, then fewest chunks, then smallest distances (Denkowski & Lavie 2014).
 *
 * Of `matchers` the first that fits two words gives their weight.
 */
export function alignWords(
  candidate: readonly string[],
  reference: readonly string[],
  matchers: readonly WordMatcher[],
): WordAlignment {
  const weightOf = (a: string, b: string) => matchers.find(({ matches }) => matches(a, b))?.weight ?? 0;
  let partials: Partial[] = [{ matches: [], chunks: 0, taken: new Set(), distance: 0 }];
  for (const [candidateIndex, word] of candidate.entries()) {
    const options = reference
      .map((other, referenceIndex) => ({ candidateIndex, referenceIndex, weight: weightOf(word, other) }))
      .filter(({ weight }) => weight > 0);
    if (options.length === 0) continue;
    const longer = partials.flatMap((partial) => [
      partial,
      ...options
        .filter(({ referenceIndex }) => !partial.taken.has(referenceIndex))
        .map((match) => extend(partial, match)),
    ]);
    partials = longer.sort(compare).slice(0, beam);
  }
  const [best] = partials;
  return best as Partial;
}

/**
 * Aligns two lists of words as NLTK does: one matcher after the other, from the last word to the first, each with the
 * last word that is still free. Parts captions into more chunks than there need be.
 */
export function alignGreedily(
  candidate: readonly string[],
  reference: readonly string[],
  matchers: readonly WordMatcher[],
): WordAlignment {
  const found = new Map<number, WordMatch>();
  const taken = new Set<number>();
  for (const { weight, matches } of matchers)
    for (let candidateIndex = candidate.length - 1; candidateIndex >= 0; candidateIndex -= 1) {
      const word = candidate[candidateIndex] as string;
      const referenceIndex = reference.findLastIndex((other, n) => !taken.has(n) && matches(word, other));
      if (found.has(candidateIndex) || referenceIndex < 0) continue;
      taken.add(referenceIndex);
      found.set(candidateIndex, { candidateIndex, referenceIndex, weight });
    }
  const matches = [...found.values()].sort((a, b) => a.candidateIndex - b.candidateIndex);
  return { matches, chunks: matches.filter((match, n) => !follows(matches[n - 1], match)).length };
}

function extend(partial: Partial, match: WordMatch): Partial {
  return {
    matches: [...partial.matches, match],
    chunks: partial.chunks + Number(!follows(partial.matches.at(-1), match)),
    taken: new Set([...partial.taken, match.referenceIndex]),
    distance: partial.distance + Math.abs(match.candidateIndex - match.referenceIndex),
  };
}

const compare = (a: Partial, b: Partial): number =>
  b.matches.length - a.matches.length || a.chunks - b.chunks || a.distance - b.distance;

const follows = (last: WordMatch | undefined, match: WordMatch): boolean =>
  last !== undefined &&
  match.candidateIndex === last.candidateIndex + 1 &&
  match.referenceIndex === last.referenceIndex + 1;
