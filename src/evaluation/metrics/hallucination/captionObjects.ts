import { tokeniseCaption } from "../captioning/tokens.js";

/** What captions say of objects, as data. */
export interface ObjectVocabulary {
  /** Words for one object each, its own name first: `["dog", "puppy", "hound"]`. Two words are read as one name. */
  readonly synonyms: readonly (readonly string[])[];
  /** What two words mean that do not mean what each does: "baby bird" is `bird`, "hot dog" no dog. */
  readonly compounds?: Readonly<Record<string, string>> | undefined;
  /** Words that mean nothing where another stands in the caption: `{ seat: "toilet" }`. */
  readonly silencedBy?: Readonly<Record<string, string>> | undefined;
  /** Singular of a word; default: {@link singularOf}. */
  readonly singular?: ((word: string) => string) | undefined;
}

/** Reads which objects a caption names: each mention, in order, by the object's own name. */
export type ObjectReader = (caption: string) => string[];

/** Builds a reader as CHAIR's, its lists given as data (Rohrbach et al. 2018, https://arxiv.org/abs/1809.02156). */
export function createObjectReader(vocabulary: ObjectVocabulary): ObjectReader {
  const { synonyms, compounds = {}, silencedBy = {}, singular = singularOf } = vocabulary;
  const nameOf = new Map(synonyms.flatMap((words) => words.map((word) => [word, words[0] as string])));
  const joined = new Map([
    ...[...nameOf.keys()].filter((word) => word.includes(" ")).map((word) => [word, word] as const),
    ...Object.entries(compounds),
  ]);
  return (caption) => {
    const words = joinPairs(tokeniseCaption(caption).map(singular), joined);
    const isSilenced = (word: string) => words.includes(silencedBy[word] ?? "");
    return words.flatMap((word) => (isSilenced(word) ? [] : (nameOf.get(word) ?? [])));
  };
}

function joinPairs(words: readonly string[], joined: ReadonlyMap<string, string>): string[] {
  const read: string[] = [];
  for (let n = 0; n < words.length; n += 1) {
    const pair = joined.get(`${words[n]} ${words[n + 1]}`);
    read.push(pair ?? (words[n] as string));
    if (pair !== undefined) n += 1;
  }
  return read;
}

const irregular = new Map(
  `children>child feet>foot geese>goose knives>knife leaves>leaf men>man mice>mouse people>person teeth>tooth
  women>woman`
    .split(/\s+/)
    .map((pair) => pair.split(">") as [string, string]),
);

/** Singular of a lower-case English noun by its ending: "boxes" is "box". Words that end in "ss" or "us" are none. */
export function singularOf(word: string): string {
  const known = irregular.get(word);
  if (known !== undefined) return known;
  if (/[^aeiou]ies$/.test(word) && word.length > 4) return `${word.slice(0, -3)}y`;
  if (/(?:ch|sh|ss|x|z|us)es$/.test(word)) return word.slice(0, -2);
  return /[^su]s$/.test(word) && word.length > 3 ? word.slice(0, -1) : word;
}
