import type { Concept, ConceptBank } from "../../annotators/concepts/conceptBank.js";
import type { LabelledVideo } from "../dataset.js";
import { createConceptReader, nameOf, namesOf } from "./vocabulary.js";

/** What is known of a video, so that something else can be said to be false of it. */
export interface SceneTruth {
  /** Whether all that can be seen is known; else what nobody wrote of is taken for absent. */
  readonly isComplete: boolean;
  /** Subjects of the bank that can be seen, by the names of their concepts; without repetition. */
  readonly objects: readonly string[];
  /** Coloured things that can be seen: "red ball"; empty where that is not known. */
  readonly colours: ReadonlySet<string>;
  /** What people wrote about it, in lower case. */
  readonly texts: readonly string[];
}

/** Reads what labels say of videos. */
export function createTruthReader(bank: ConceptBank): (video: LabelledVideo) => SceneTruth {
  const readSubjects = createConceptReader(bank.subjects);
  return ({ captions, events, shown }) => {
    const texts = [...captions, ...events.map(({ text }) => text)];
    const facts = shown.map((stretch) => stretch.true);
    const objects = facts.length > 0 ? shownAmong(bank.subjects, shown) : texts.flatMap(readSubjects);
    return {
      isComplete: facts.length > 0,
      objects: [...new Set(objects)],
      colours: new Set(facts.flatMap(({ colours }) => colours)),
      texts: texts.map((text) => text.toLowerCase()),
    };
  };
}

/** Names of those concepts of which the truth of a video has one of the words. */
export function shownAmong(concepts: readonly Concept[], shown: LabelledVideo["shown"]): string[] {
  const words = new Set(shown.flatMap((stretch) => stretch.true.subjects));
  return concepts.filter((concept) => namesOf(concept).some((name) => words.has(name))).map(nameOf);
}
