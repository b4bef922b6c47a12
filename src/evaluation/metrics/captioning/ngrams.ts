/** How often each run of `size` words occurs; keys are the words with spaces between. */
export function countNgrams(words: readonly string[], size: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (let start = 0; start + size <= words.length; start += 1) {
    const ngram = words.slice(start, start + size).join(" ");
    counts.set(ngram, (counts.get(ngram) ?? 0) + 1);
  }
  return counts;
}
