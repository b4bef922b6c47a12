import { determiners, isParticiple, isPlainVerb, isThirdPerson, prepositions } from "../../query/language/lexicon.js";
import type { AskedConcept } from "../programme.js";
import { declare, toThirdPerson, verbAt } from "./declare.js";

type Kind = AskedConcept["kind"];

const places = /^(place|room|setting|location|surroundings|country|city|building)s?$/;
const groups: readonly (readonly [RegExp, string])[] = [
  [/^(animal|pet|creature|bird)s?$/, "an animal"],
  [/^(vehicle|car|craft)s?$/, "a vehicle"],
  [/^(person|people)$/, "a person"],
];
const saysNothing =
  /^(?:is|are|was|were)?\s*(?:there|it|this|that|they|these|those|here|visible|shown|seen|present|depicted|appears?|comes?|happens?|happening|occurs?|going on|(?:can|do|could) (?:be|you|we|i) ?(?:seen?)?)?$/;

/** What a question with "what", "which", "who" or "where" asks for; undefined where its form is not known. */
export function readWh(question: string): AskedConcept | undefined {
  if (/^(describe|show|summari[sz]e)\b/.test(question) || /^what (is|does) .*\b(about|show)$/.test(question))
    return { kind: "anything", template: "{}" };
  const where = /^where (?:is|are|was|were) (.+)$/.exec(question);
  if (where) return { kind: "places", template: `${where[1]} {}` };
  const [, auxiliary, doing] = /^where (does|do) (.+)$/.exec(question) ?? [];
  if (auxiliary && doing) return { kind: "places", template: `${declare(doing, auxiliary)} {}` };
  if (/^where$/.test(question)) return { kind: "places", template: "{}" };
  const inside =
    /^(?:in|on|at|during) (?:what|which) (?:kind of |type of |sort of )?(\w+) (?:is|are|was|were) (.+)$/.exec(question);
  if (inside) return { kind: "places", template: saysNothing.test(inside[2] as string) ? "{}" : `${inside[2]} {}` };
  const colour =
    /^(?:what|which) colou?rs? (?:is|are|was|were) (?:the |a |an |this |that |these |those |his |her )?(.+)$/.exec(
      question,
    );
  if (colour) return { kind: "colours", template: `${/\b(are|were)\b/.test(question) ? "" : "a "}{} ${colour[1]}` };
  const [, word, rest = ""] = /^(what|which|who|whom)(?:'s)?\b ?(.*)$/.exec(question) ?? [];
  return word === undefined ? undefined : readNoun(word, question.startsWith(`${word}'s`) ? `is ${rest}` : rest);
}

/** "which animal sits on the branch": the noun, where there is one, and what is said of it. */
function readNoun(word: string, rest: string): AskedConcept {
  const words = rest.split(" ").filter(Boolean);
  const start = predicateAt(words);
  const noun = words
    .slice(0, start)
    .join(" ")
    .replace(/^(?:kind|type|sort)s? of /, "");
  const predicate = words.slice(start).join(" ");
  const { kind, group } = classOf(word, noun, predicate);
  return { kind, ...(group === undefined ? {} : { group }), template: templateOf(predicate) };
}

/** Where the predicate begins: at the first verb. */
function predicateAt(words: readonly string[]): number {
  const at = words.findIndex(
    (word, n) => isAuxiliary(word) || (isThirdPerson(word) && (n === 0 || !determiners.has(words[n - 1] as string))),
  );
  if (at >= 0) return at;
  const plain = words.findIndex((word, n) => n > 0 && isPlainVerb(word));
  if (plain >= 0) return plain;
  return isPlainVerb(words[0] ?? "") ? 0 : words.length;
}

const isAuxiliary = (word: string): boolean =>
  ["is", "are", "was", "were", "does", "do", "did", "has", "have", "can", "happens", "occurs"].includes(word);

function classOf(word: string, noun: string, predicate: string): { kind: Kind; group?: string } {
  const last = noun.split(" ").at(-1) as string;
  const group = word === "who" ? "a person" : groups.find(([names]) => names.test(last))?.[1];
  if (group !== undefined) return { kind: "subjects", group };
  if (places.test(last)) return { kind: "places" };
  if (noun !== "") return { kind: "subjects" };
  if (/^(?:is|are|was|were|does|do|did) .+ (?:doing|do)$/.test(predicate) || predicate.startsWith("happens to "))
    return { kind: "actions" };
  return { kind: saysNothing.test(predicate) || /^(is|are) in\b/.test(predicate) ? "anything" : "subjects" };
}

function templateOf(predicate: string): string {
  if (saysNothing.test(predicate) || predicate === "" || /^(is|are) in$/.test(predicate)) return "{}";
  const [auxiliary = "", ...words] = predicate.split(" ");
  const happens = /^happens to (.+)$/.exec(predicate);
  if (happens) return `${happens[1]} {}`;
  if (["does", "do", "did"].includes(auxiliary)) return ofDo(auxiliary, words);
  if (!["is", "are", "was", "were"].includes(auxiliary)) return `{} ${predicate}`;
  return startsThing(words) ? ofBe(auxiliary, words) : `{} ${words.join(" ")}`;
}

/** "does the boy have": "the boy has {}"; "do the people do": "the people {}". */
function ofDo(auxiliary: string, words: readonly string[]): string {
  if (words.at(-1) === "do" && words.length > 1) return `${words.slice(0, -1).join(" ")} {}`;
  const verb = verbAt(words);
  if (verb < 0) return `${words.join(" ")} {}`;
  const said = auxiliary === "does" ? toThirdPerson(words[verb] as string) : (words[verb] as string);
  return withObject([...words.slice(0, verb), said], words.slice(verb + 1));
}

/** "is the baby wearing on its face": "the baby wearing {} on its face"; "is the man doing": "the man {}". */
function ofBe(auxiliary: string, words: readonly string[]): string {
  if (/^the weather( like)?$/.test(words.join(" "))) return "{}";
  const verb = words.findIndex((word, n) => n > 0 && isParticiple(word));
  if (verb < 0) return `${words.join(" ")} ${auxiliary} {}`;
  if (words[verb] === "doing" && verb === words.length - 1) return `${words.slice(0, -1).join(" ")} {}`;
  return withObject(words.slice(0, verb + 1), words.slice(verb + 1));
}

/** The object stands before a place ("on its face") and after a preposition that ends the question ("playing with"). */
function withObject(head: readonly string[], tail: readonly string[]): string {
  const ends = tail.length > 0 && tail.length < 3 && prepositions.has(tail.at(-1) as string);
  return (ends ? [...head, ...tail, "{}"] : [...head, "{}", ...tail]).join(" ");
}

const startsThing = ([first = ""]: readonly string[]): boolean =>
  determiners.has(first) || ["he", "she", "it", "they", "you", "people", "someone", "somebody"].includes(first);
