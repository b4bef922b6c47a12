import { determiners, isParticiple, prepositions } from "../../query/language/lexicon.js";
import type { AskedConcept } from "../programme.js";
import { toThirdPerson, verbAt } from "./declare.js";
import { fixed, readBy, type Form } from "./form.js";

/** Which concepts are asked for, as far as a noun or a predicate tells. */
export type AskedClass = Pick<AskedConcept, "kind" | "group">;

/** A predicate that says no more than that something is there. */
export const saysNothing =
  /^(?:is|are|was|were)?\s*(?:there|it|this|that|they|these|those|here|visible|shown|seen|present|depicted|appears?|comes?|happens?|happening|occurs?|going on|(?:can|do|could) (?:be|you|we|i) ?(?:seen?)?)?$/;

const someone = ["he", "she", "it", "they", "you", "people", "someone", "somebody"];
const startOfThing = [...determiners, ...someone].join("|");

export const people: AskedClass = { kind: "subjects", group: "a person" };

/** The noun of "which animal …", by its last word. */
export const nounForms: readonly Form<AskedClass>[] = [
  fixed(/(?:^| )(?:animal|pet|creature|bird)s?$/, "small animal", { kind: "subjects", group: "an animal" }),
  fixed(/(?:^| )(?:vehicle|car|craft)s?$/, "red car", { kind: "subjects", group: "a vehicle" }),
  fixed(/(?:^| )(?:persons?|peoples?)$/, "person", people),
  fixed(/(?:^| )(?:place|room|setting|location|surroundings|country|city|building)s?$/, "room", { kind: "places" }),
];

/** What is asked for where "what" has no noun, by what is said of it. */
export const predicateForms: readonly Form<AskedClass>[] = [
  fixed(/^(?:is|are|was|were|does|do|did) .+ (?:doing|do)$/, "is the man doing", { kind: "actions" }),
  fixed(/^happens to /, "happens to the ball", { kind: "actions" }),
  fixed(saysNothing, "can be seen", { kind: "anything" }),
  fixed(/^(?:is|are) in\b/, "is in the bowl", { kind: "anything" }),
];

/** Predicates with `{}` where the answer belongs. */
export const templateForms: readonly Form<string>[] = [
  fixed(saysNothing, "is happening", "{}"),
  fixed(/^(?:is|are) in$/, "is in", "{}"),
  fixed(/^(?:is|are|was|were) the weather(?: like)?$/, "is the weather like", "{}"),
  {
    pattern: /^happens to (.+)$/,
    example: "happens to the ball",
    reads: "the ball {}",
    read: (thing) => `${thing} {}`,
  },
  {
    pattern: /^(?:does|do|did) (.+) do$/,
    example: "do the people do",
    reads: "the people {}",
    read: (doers) => `${doers} {}`,
  },
  {
    pattern: /^(does|do|did)(?: (.*))?$/,
    example: "does the boy have in his hand",
    reads: "the boy has {} in his hand",
    read: ofDo,
  },
  {
    pattern: new RegExp(`^(is|are|was|were) ((?:${startOfThing})(?: .*)?)$`),
    example: "is the baby wearing on its face",
    reads: "the baby wearing {} on its face",
    read: ofBe,
  },
  {
    pattern: /^(?:is|are|was|were)(?: (.*))?$/,
    example: "is running on the beach",
    reads: "{} running on the beach",
    read: (said) => `{} ${said}`,
  },
];

/** Which concepts are asked for by "what" and a noun, which may be empty, of which a predicate is said. */
export function classOf(noun: string, predicate: string): AskedClass {
  const asked = noun === "" ? readBy(predicateForms, predicate) : readBy(nounForms, noun);
  return asked ?? { kind: "subjects" };
}

/** "does the boy have" is "the boy has {}"; of another verb the answer is the subject: "{} sits on the branch". */
export const templateOf = (predicate: string): string => readBy(templateForms, predicate) ?? `{} ${predicate}`;

/** "does the boy have": "the boy has {}". */
function ofDo(auxiliary: string, said: string): string {
  const words = said.split(" ");
  const verb = verbAt(words);
  if (verb < 0) return `${said} {}`;
  const conjugated = auxiliary === "does" ? toThirdPerson(words[verb] as string) : (words[verb] as string);
  return withObject([...words.slice(0, verb), conjugated], words.slice(verb + 1));
}

/** "is the baby wearing on its face": "the baby wearing {} on its face"; "is the man doing": "the man {}". */
function ofBe(auxiliary: string, said: string): string {
  const words = said.split(" ");
  const verb = words.findIndex((word, n) => n > 0 && isParticiple(word));
  if (verb < 0) return `${said} ${auxiliary} {}`;
  if (words[verb] === "doing" && verb === words.length - 1) return `${words.slice(0, -1).join(" ")} {}`;
  return withObject(words.slice(0, verb + 1), words.slice(verb + 1));
}

/** The object stands before a place ("on its face") and after a preposition that ends the question ("playing with"). */
function withObject(head: readonly string[], tail: readonly string[]): string {
  const ends = tail.length > 0 && tail.length < 3 && prepositions.has(tail.at(-1) as string);
  return (ends ? [...head, ...tail, "{}"] : [...head, "{}", ...tail]).join(" ");
}
