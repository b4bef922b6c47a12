import type { ConceptBank } from "../../annotators/concepts/conceptBank.js";
import { singularOf } from "../metrics/hallucination/captionObjects.js";
import { createThingReader } from "./things.js";
import { nameOf } from "./vocabulary.js";

/** A question about what a description says, which who sees the video can answer. */
export interface DescriptionQuestion {
  readonly kind: "object" | "colour" | "counting";
  readonly question: string;
  /** What is to be chosen from; missing for yes and no, and for numbers. */
  readonly choices?: readonly string[] | undefined;
  /** What the description says. */
  readonly answer: string;
}

const numbers = ["one", "two", "three", "four", "five", "six"];

/**
 * Makes questions of a description, as TIFA does with a language model (Hu et al. 2023, https://arxiv.org/abs/2303.11897):
 * whether each thing is there, which colour it has, and how many there are of what is counted. Each question once.
 */
export function createQuestionMaker(bank: ConceptBank): (description: string) => DescriptionQuestion[] {
  const read = createThingReader(bank);
  const colours = bank.colours.map(nameOf);
  const counted = new RegExp(`\\b(${numbers.slice(1).join("|")}) (?:(?:${colours.join("|")}) )?([\\p{L}-]+)`, "giu");
  const known = new Set(bank.subjects.map(nameOf));
  return (description) => {
    const questions = read(description).flatMap(({ start, end, colour, concept }): DescriptionQuestion[] => {
      const name = description.slice(start, end).toLowerCase();
      const says = concept.texts.find((text) => text.endsWith(` ${name}`)) ?? concept.says;
      const isThere = { kind: "object", question: `Is there ${says}?`, answer: "yes" } as const;
      if (!colour) return [isThere];
      const answer = nameOf(colour.concept);
      return [isThere, { kind: "colour", question: `What colour is the ${name}?`, choices: colours, answer }];
    });
    const counts = [...description.matchAll(counted)].flatMap(([, number = "", things = ""]): DescriptionQuestion[] => {
      if (!known.has(singularOf(things.toLowerCase()))) return [];
      const answer = String(numbers.indexOf(number.toLowerCase()) + 1);
      return [{ kind: "counting", question: `How many ${things} are there?`, answer }];
    });
    const all = [...questions, ...counts];
    return all.filter(({ question }, n) => all.findIndex((other) => other.question === question) === n);
  };
}
