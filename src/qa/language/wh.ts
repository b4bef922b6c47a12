import { determiners, isPlainVerb, isThirdPerson } from "../../query/language/lexicon.js";
import type { AskedConcept } from "../programme.js";
import { declare } from "./declare.js";
import { fixed, readBy, type Form } from "./form.js";
import { classOf, people, saysNothing, templateOf } from "./predicate.js";

const anything: AskedConcept = { kind: "anything", template: "{}" };
const places = (template: string): AskedConcept => ({ kind: "places", template });
const colours = (template: string): AskedConcept => ({ kind: "colours", template });

/** Questions with "what", "which", "who" or "where", and requests to describe. */
export const whForms: readonly Form<AskedConcept>[] = [
  fixed(/^(?:describe|show|summari[sz]e)\b/, "describe what happens", anything),
  fixed(/^what (?:is|does) .*\b(?:about|show)$/, "what is the film about", anything),
  fixed(/^where$/, "where", places("{}")),
  {
    pattern: /^where (?:is|are|was|were) (.+)$/,
    example: "where is the dog",
    reads: places("the dog {}"),
    read: (thing) => places(`${thing} {}`),
  },
  {
    pattern: /^where (does|do) (.+)$/,
    example: "where does the dog sleep",
    reads: places("the dog sleeps {}"),
    read: (auxiliary, doing) => places(`${declare(doing, auxiliary)} {}`),
  },
  {
    pattern: /^(?:in|on|at|during) (?:what|which) (?:kind of |type of |sort of )?\w+ (?:is|are|was|were) (.+)$/,
    example: "in what kind of room is the man",
    reads: places("the man {}"),
    read: (said) => places(saysNothing.test(said) ? "{}" : `${said} {}`),
  },
  {
    pattern:
      /^(?=.*\b(?:are|were)\b)(?:what|which) colou?rs? (?:is|are|was|were) (?:the |a |an |this |that |these |those |his |her )?(.+)$/,
    example: "what colour are the trees",
    reads: colours("{} trees"),
    read: (things) => colours(`{} ${things}`),
  },
  {
    pattern: /^(?:what|which) colou?rs? (?:is|was) (?:the |a |an |this |that |these |those |his |her )?(.+)$/,
    example: "which color is the bowl",
    reads: colours("a {} bowl"),
    read: (thing) => colours(`a {} ${thing}`),
  },
  {
    pattern: /^(what|which|who|whom)'s\b ?(.*)$/,
    example: "what's the man holding",
    reads: { kind: "subjects", template: "the man holding {}" },
    read: (word, rest) => ofNoun(word, `is ${rest}`),
  },
  {
    pattern: /^(what|which|who|whom)\b ?(.*)$/,
    example: "which animal sits on the branch",
    reads: { kind: "subjects", group: "an animal", template: "{} sits on the branch" },
    read: ofNoun,
  },
];

/** What a question with "what", "which", "who" or "where" asks for; undefined where its form is not known. */
export const readWh = (question: string): AskedConcept | undefined => readBy(whForms, question);

/** "which animal sits on the branch": the noun, where there is one, and what is said of it. */
function ofNoun(word: string, rest: string): AskedConcept {
  const words = rest.split(" ").filter(Boolean);
  const start = predicateAt(words);
  const noun = words
    .slice(0, start)
    .join(" ")
    .replace(/^(?:kind|type|sort)s? of /, "");
  const predicate = words.slice(start).join(" ");
  return { ...(word === "who" ? people : classOf(noun, predicate)), template: templateOf(predicate) };
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
