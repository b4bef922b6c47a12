import { declare } from "./declare.js";
import { readBy, rewrite, type Form, type Rewrite } from "./form.js";

/** That something can be seen goes without saying. */
export const sightings: readonly Rewrite[] = [
  {
    pattern:
      / (?:ever )?(?:visible|shown|seen|present|to be seen|on (?:the )?screen|there|in (?:the )?(?:picture|frame|view))(?= before | after | then |$)/g,
    to: "",
    example: "the stove shown before the dog in view",
    reads: "the stove before the dog",
  },
];

/** So does that it happens. */
export const happenings: readonly Rewrite[] = [
  {
    pattern: / (?:happen|occur|take place)s?(?= |$)/g,
    to: "",
    example: "a storm occurs after a wedding happens",
    reads: "a storm after a wedding",
  },
  { pattern: / takes place/g, to: "", example: "a wedding takes place outside", reads: "a wedding outside" },
];

/** Of what comes before or after something else it is not asked whether it appears. */
export const appearances: readonly Rewrite[] = [
  {
    pattern: / appears?(?= (?:before|after) )/,
    to: "",
    example: "a dog appears before a cat",
    reads: "a dog before a cat",
  },
];

/** Yes/no questions, read as the statement that they ask about. */
export const polarForms: readonly Form<string>[] = [
  {
    pattern:
      /^(?:does|do|did|can|could) (?:(?:the|this|that|any|a) (?:video|clip|film|movie|footage|recording|scene)s?|you|we|i) (?:ever )?(?:show|contain|include|feature|see|have|spot|find) (.+)$/,
    example: "does this clip contain a train",
    reads: "a train",
    read: (shown) => shown,
  },
  {
    pattern: /^(do|does|did|can|could|will) (.+)$/,
    example: "does a dog run before a party takes place",
    reads: "a dog runs before a party",
    read: (auxiliary, said) => rewrite(happenings, declare(said, auxiliary)),
  },
  {
    pattern: /^(?:whether|if) (?:there (?:is|are) (?:any )?)?(.+)$/,
    example: "whether there are any boats",
    reads: "boats",
    read: (said) => said,
  },
  {
    pattern: /^(?:is|are|was|were) there (?:ever )?(?:any |some )?(.+)$/,
    example: "is there ever a boat",
    reads: "a boat",
    read: (thing) => thing,
  },
  { pattern: /^(?:is|was) it (.+)$/, example: "is it raining", reads: "raining", read: (weather) => weather },
  {
    pattern: /^(?:is|are|was|were) (.+)$/,
    example: "is the moon visible",
    reads: "the moon",
    read: withoutSeen,
  },
  {
    pattern: /^(?:has|have|had) (.+?) (?:got |had )?(an? .+)$/,
    example: "has the man got a beard",
    reads: "the man has a beard",
    read: (owner, thing) => `${owner} has ${thing}`,
  },
];

/** Ways to ask whether something is seen that are understood after "when" and the like alone. */
export const seeingForms: readonly Form<string>[] = [
  {
    pattern: /^(?:can|do|could) (?:we|you|i) (?:first |last )?see (.+)$/,
    example: "do we first see a dog",
    reads: "a dog",
    read: (thing) => thing,
  },
];

/** What a yes/no question asks about, as a statement; undefined for another question. */
export const readPolar = (question: string): string | undefined => readBy(polarForms, question);

/** "does a dog run", "is the moon visible", "a dog runs" as statements. */
export const saidOf = (question: string): string =>
  withoutSeen(readBy(seeingForms, question) ?? readPolar(question) ?? question);

/** "a dog visible" is "a dog". */
export function withoutSeen(statement: string): string {
  return rewrite(sightings, statement);
}
