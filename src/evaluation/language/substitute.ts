/** A stretch of a text, by places of letters. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** A text with other words at some places, which do not overlap; the article before each is made to fit: "a dog", "an owl". */
export function substitute(text: string, changes: readonly (Stretch & { readonly words: string })[]): string {
  let changed = text;
  for (const { start, end, words } of changes.toSorted((a, b) => b.start - a.start))
    changed = `${fitArticle(changed.slice(0, start), words)}${words}${changed.slice(end)}`;
  return changed;
}

/** What comes before words, its last article as they need it. */
function fitArticle(before: string, words: string): string {
  return before.replace(/\b(a)n? $/i, (_, article: string) => `${article}${/^[aeiou]/i.test(words) ? "n" : ""} `);
}
