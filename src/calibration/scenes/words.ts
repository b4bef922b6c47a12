/** "a red ball", "an orange cat". */
export function withArticle(words: string): string {
  return `${/^[aeiou]/.test(words) ? "an" : "a"} ${words}`;
}

/** Joins the parts that are not empty with single spaces. */
export const phrase = (...parts: readonly string[]): string => parts.filter((part) => part !== "").join(" ");

/** "a, b and c" */
export function list(parts: readonly string[]): string {
  return parts.length < 2 ? (parts[0] ?? "") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}

const IRREGULAR: Record<string, string> = {
  sheep: "sheep",
  fish: "fish",
  leaf: "leaves",
  man: "men",
  woman: "women",
  child: "children",
  bus: "buses",
  cross: "crosses",
  box: "boxes",
};

/** "red ball", "boy in red": a colour is said of people's clothes, and left out where there is none. */
export function coloured(name: string, colour: string | undefined, isPerson: boolean): string {
  if (colour === undefined) return name;
  return isPerson ? `${name} in ${colour}` : `${colour} ${name}`;
}

/** The plural of a noun, of which the last word changes; what follows "in" stays. */
export function plural(noun: string): string {
  const [head, clothes] = noun.split(" in ");
  if (clothes !== undefined) return `${plural(head!)} in ${clothes}`;
  const words = noun.split(" ");
  const last = words.pop()!;
  const many =
    IRREGULAR[last] ??
    (/(s|x|ch|sh)$/.test(last) ? `${last}es` : /[^aeiou]y$/.test(last) ? `${last.slice(0, -1)}ies` : `${last}s`);
  return [...words, many].join(" ");
}

/** "once", "twice", "three times". */
export const times = (count: number): string =>
  ["never", "once", "twice", "three times", "four times", "five times"][count] ?? `${count} times`;

/** "one", "two", ... up to six. */
export const numeral = (count: number): string =>
  ["no", "one", "two", "three", "four", "five", "six"][count] ?? String(count);

/** "crosses the bay" to "cross the bay": the verb is the first word. */
export function infinitive(action: string): string {
  const [verb = "", ...rest] = action.split(" ");
  const stem =
    verb === "is"
      ? "be"
      : verb === "goes"
        ? "go"
        : /[^aeiou]ies$/.test(verb)
          ? `${verb.slice(0, -3)}y`
          : /(ss|sh|ch|x|zz)es$/.test(verb)
            ? verb.slice(0, -2)
            : verb.replace(/s$/, "");
  return [stem, ...rest].join(" ");
}
