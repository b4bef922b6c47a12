import { readBy, type Form } from "./form.js";

/** A question, and the answers that it offers itself. */
export interface Alternatives {
  readonly rest: string;
  readonly alternatives: readonly string[];
}

/** A choice that begins like a yes/no question. */
export const eitherForms: readonly Form<readonly string[]>[] = [
  {
    pattern: /^(?:is|are) (?:it|this|that|there|they|these) (.+ or .+)$/,
    example: "is it a dog, a cat or a fox",
    reads: ["a dog", "a cat", "a fox"],
    read: toList,
  },
];

/** A choice that is named after the question. */
export const alternativeForms: readonly Form<Alternatives>[] = [
  {
    pattern: /^((?:what|which|who)\b[^:,]*)[:,] (?=.*\bor\b)(.+)$/,
    example: "what is shown first, the stove or the dog",
    reads: { rest: "what is shown first", alternatives: ["the stove", "the dog"] },
    read: (rest, list) => ({ rest, alternatives: toList(list).filter((one) => one !== "") }),
  },
];

/** The alternatives of "is it a dog or a cat"; none where it is another question. */
export const eitherOf = (question: string): readonly string[] | undefined => readBy(eitherForms, question);

/** Takes the alternatives off "what is shown first, the stove or the dog"; there are none where it names none. */
export const takeAlternatives = (question: string): Alternatives =>
  readBy(alternativeForms, question) ?? { rest: question, alternatives: [] };

function toList(text: string): string[] {
  return text.split(/,? or |, /).map((one) => one.trim());
}
