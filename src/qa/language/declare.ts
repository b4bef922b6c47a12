import { determiners, isPlainVerb, prepositions, pronouns } from "../../query/language/lexicon.js";

const rare = new Set(["have", "be", "happen", "occur", "contain"]);
const isVerb = (word: string): boolean => isPlainVerb(word) || rare.has(word);
const irregular: Readonly<Record<string, string>> = { be: "is", have: "has", do: "does", go: "goes" };

/** "jump" to "jumps". */
export function toThirdPerson(verb: string): string {
  if (Object.hasOwn(irregular, verb)) return irregular[verb] as string;
  if (/[^aeiou]y$/.test(verb)) return `${verb.slice(0, -1)}ies`;
  return /(s|x|z|ch|sh|o)$/.test(verb) ? `${verb}es` : `${verb}s`;
}

/**
 * What "does" and "do" ask about as a statement: "a dog run before a cat sleeps" becomes "a dog runs before a cat
 * sleeps". Verbs after "then" follow suit; after "do" ("people dance") nothing changes.
 */
export function declare(sentence: string, auxiliary: string): string {
  if (/^(do|did|can|could|will|would)$/i.test(auxiliary)) return sentence;
  return sentence
    .split(/(,? (?:and )?then )/)
    .map((part, n) => (n % 2 === 0 ? declareClause(part, n > 0) : part))
    .join("");
}

function declareClause(clause: string, follows: boolean): string {
  const words = clause.split(" ");
  const verb = follows && isVerb(bare(words[0] as string)) ? 0 : verbAt(words);
  if (verb < 0) return clause;
  const isJoined = (n: number) => n > verb && words[n - 1] === "and" && isVerb(bare(words[n] as string));
  return words.map((word, n) => (n === verb || isJoined(n) ? inflect(word) : word)).join(" ");
}

/** Where the verb of a clause stands whose auxiliary was taken away; -1 where none is seen. */
export function verbAt(words: readonly string[]): number {
  if (pronouns.has(bare(words[0] ?? "")) && words.length > 1) return 1;
  let found = -1;
  for (let at = determiners.has(bare(words[0] ?? "")) ? 2 : 1; at < words.length; at += 1) {
    const word = bare(words[at] as string);
    const follows = bare(words[at - 1] as string);
    if (found >= 0 && endsPredicate.has(word)) return found;
    if (prepositions.has(follows) || determiners.has(follows) || !isVerb(word)) {
      if (found >= 0 && (prepositions.has(word) || determiners.has(word))) return found;
      continue;
    }
    // Of several in a row the last is the verb, "the traffic light turn", unless it is what is done to.
    if (found < 0 || !drunkAndDriven.has(word)) found = at;
  }
  return found;
}

const endsPredicate = new Set(["and", "then", "before", "after", "while"]);
/** Verbs that are more often the object of another: "drink water". */
const drunkAndDriven = new Set([
  "water",
  "fish",
  "milk",
  "paint",
  "snow",
  "rain",
  "box",
  "drum",
  "open",
  "close",
  "light",
  "clear",
  "dry",
]);

const bare = (word: string): string => word.toLowerCase().replace(/[,.;:]+$/, "");
const inflect = (word: string): string => word.replace(/^[A-Za-z]+/, (verb) => toThirdPerson(verb.toLowerCase()));
