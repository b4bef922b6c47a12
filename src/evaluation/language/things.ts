import type { Concept, ConceptBank } from "../../annotators/concepts/conceptBank.js";
import { functionWords } from "../metrics/captioning/functionWords.js";
import { singularOf } from "../metrics/hallucination/captionObjects.js";
import { createMentionReader, nameOf, type Mention } from "./vocabulary.js";

/** A subject that stands in a sentence so that another one could: "the red ball" of "the red ball rises". */
export interface Thing extends Mention {
  /** Its colour, where one is named. */
  readonly colour?: Mention | undefined;
  /** Whether nothing stands between its article and its name. */
  readonly isBare: boolean;
}

/** Whether it takes an article, and its name is short: not "bread", "scissors" or "the sun". */
export const isCountable = ({ says }: Concept): boolean => /^an? [\p{L}-]+(?: [\p{L}-]+)?$/u.test(says);

/** What may stand between an article and a colour or a name. */
const sizes = "small|big|large|little|tiny|huge|long|short|tall|old|young|new";

/**
 * Finds the single things of a sentence, each with its article: not "dogs" or "somebody's dog", nothing that is part of a
 * longer name as in "a dog house", and not the camera that films.
 */
export function createThingReader(bank: ConceptBank): (sentence: string) => Thing[] {
  const [readSubjects, readColours] = [createMentionReader(bank, "subjects"), createMentionReader(bank, "colours")];
  const colours = bank.colours.map(nameOf).join("|");
  const lead = new RegExp(`\\b(an?|the) (?:(?:${sizes}) )*(?:(${colours}) )?$`, "i");
  return (sentence) => {
    const ofColours = readColours(sentence);
    return readSubjects(sentence).flatMap((mention): Thing[] => {
      const { start, end, concept } = mention;
      const [whole, article, colour] = lead.exec(sentence.slice(0, start)) ?? [];
      const name = sentence.slice(start, end);
      const isFilming = article?.toLowerCase() === "the" && name === "camera";
      if (whole === undefined || isFilming || !isCountable(concept) || singularOf(name) !== name) return [];
      if (!mayFollow(sentence.slice(end))) return [];
      const ownColour = colour === undefined ? undefined : ofColours.find((one) => one.end + 1 === start);
      return [{ ...mention, colour: ownColour, isBare: whole.length === (article as string).length + 1 }];
    });
  };
}

/** Prepositions that are no function words to METEOR. */
const prepositions = new Set(
  "past along across behind above below beside inside outside among around against".split(" "),
);

/** Whether a name ends before this: what follows is no noun that would go on with it, but a verb, a preposition or a sign. */
function mayFollow(rest: string): boolean {
  const [, sign, word] = /^(?:([^\p{L}\s'’-])|\s+([\p{L}-]+)|$)/u.exec(rest) ?? ["", undefined, undefined];
  if (rest === "" || sign !== undefined) return true;
  if (word === undefined) return false;
  const lower = word.toLowerCase();
  return functionWords.has(lower) || prepositions.has(lower) || /(?:[^s]s|ing|ed)$/.test(lower);
}
