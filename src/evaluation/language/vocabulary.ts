import type { Concept, ConceptBank, ConceptKind } from "../../annotators/concepts/conceptBank.js";
import { bareOf } from "../metrics/captioning/phraseTruth.js";
import { createObjectReader, type ObjectReader } from "../metrics/hallucination/captionObjects.js";

/** A concept that a text names, and where: `text.slice(start, end)` is its name. */
export interface Mention {
  readonly start: number;
  readonly end: number;
  readonly concept: Concept;
}

/** Names of a concept without articles: "dog" and "puppy" of "a dog". */
export const namesOf = ({ texts }: Pick<Concept, "texts">): string[] => texts.map((text) => bareOf(text).toLowerCase());

/** What a concept is called: "dog" of "a dog". */
export const nameOf = ({ says }: Pick<Concept, "says">): string => bareOf(says).toLowerCase();

const toPattern = (name: string): string => name.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** Finds names of concepts of one kind in a text, in order: the longest where several begin at the same place, none in plural. */
export function createMentionReader(bank: ConceptBank, kind: ConceptKind): (text: string) => Mention[] {
  const byName = new Map<string, Concept>();
  for (const concept of bank[kind])
    for (const name of namesOf(concept)) if (!byName.has(name)) byName.set(name, concept);
  const names = [...byName.keys()].toSorted((a, b) => b.length - a.length);
  const pattern = new RegExp(`(?<![\\p{L}-])(?:${names.map(toPattern).join("|")})(?![\\p{L}-])`, "giu");
  return (text) =>
    [...text.matchAll(pattern)].map((match) => ({
      start: match.index,
      end: match.index + match[0].length,
      concept: byName.get(match[0].toLowerCase()) as Concept,
    }));
}

/**
 * Reads which concepts a text names, one or many of them: by the name of each. Names of three words or more are not read.
 */
export function createConceptReader(concepts: readonly Concept[]): ObjectReader {
  const known = concepts.map((concept) => [nameOf(concept), ...namesOf(concept)]);
  return createObjectReader({ synonyms: known.map((names) => [...new Set(names)]) });
}
