import type { GappedSentence } from "../../models/capabilities/matching.js";

/** A sentence that several statements share but for a few words, and those words of each. */
export interface SharedSentence {
  readonly sentence: GappedSentence;
  readonly choices: readonly string[];
}

/**
 * The gap in which statements differ: of "the man holds a ball" and "the man holds a book" it is after "the man holds a".
 * Undefined where one of them is the same as what the others share.
 */
export function findGap(statements: readonly string[]): SharedSentence | undefined {
  const words = statements.map((statement) => statement.trim().split(/\s+/));
  const shortest = Math.min(...words.map(({ length }) => length));
  const [first = []] = words;
  const isShared = (at: number, word: string | undefined) =>
    words.every((own) => own.at(at)?.toLowerCase() === word?.toLowerCase());
  let start = 0;
  while (start < shortest - 1 && isShared(start, first[start])) start += 1;
  let end = 0;
  while (end < shortest - 1 - start && isShared(-1 - end, first.at(-1 - end))) end += 1;
  const choices = words.map((own) => own.slice(start, own.length - end).join(" "));
  if (new Set(choices).size < choices.length) return undefined;
  const after = end === 0 ? [] : first.slice(-end);
  return { sentence: { before: first.slice(0, start).join(" "), after: after.join(" ") }, choices };
}
