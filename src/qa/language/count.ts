import { declare } from "./declare.js";
import { readBy, rewrite, type Form, type Rewrite } from "./form.js";
import { numerals } from "./numerals.js";

/** What is counted stands without the question that is put to it. */
export const countings: readonly Rewrite[] = [
  {
    pattern: / (?:are|is|were|was) (?:there|visible|shown|seen|present)?/,
    to: " ",
    example: "dogs are on the beach",
    reads: "dogs on the beach",
  },
  { pattern: / (?:do|can) (?:you|we|i) see/, to: "", example: "dogs can you see", reads: "dogs" },
  { pattern: / appear$/, to: "", example: "dogs appear", reads: "dogs" },
];

export const countForms: readonly Form<string>[] = [
  {
    pattern: /^how many (.+)$/,
    example: "how many bears are there",
    reads: "bears",
    read: (counted) => rewrite(countings, counted).trim(),
  },
];

/** What "how many bears are there" counts; undefined where nothing is counted. */
export const readCounted = (question: string): string | undefined => readBy(countForms, question);

/** So many of them, as a statement: `text` "1" and "red buses drive past" are "one red bus drives past". */
export function toCounted(things: string, text: string): string {
  const numeral = numerals[Number(text) - 1] ?? text;
  return numeral === "one" ? declare(`one ${singular(things)}`, "does") : `${numeral} ${things}`;
}

const irregular: Readonly<Record<string, string>> = {
  people: "person",
  men: "man",
  women: "woman",
  children: "child",
};

/** "red buses drive past" with its noun in the singular: the first word that looks like many. */
function singular(things: string): string {
  const words = things.split(" ");
  const at = words.findIndex((word) => Object.hasOwn(irregular, word) || /[^s]s$/.test(word));
  if (at < 0) return things;
  const many = words[at] as string;
  const one =
    irregular[many] ?? many.replace(/(?:([^aeiou])ies|(s|x|ch|sh)es|s)$/, (_, y = "", es = "") => (y ? `${y}y` : es));
  return words.with(at, one).join(" ");
}
