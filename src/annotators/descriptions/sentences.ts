/** Longer ones are cut by the text encoder, and what it did not read would not be checked. */
const maxLength = 200;

/**
 * The sentences that a model wrote, each without its full stop; nothing that it repeats, and not what it did not get to the
 * end of, unless that is all.
 */
export function toSentences(text: string): readonly string[] {
  const plain = text.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029\uFFFD\s]+/gu, " ").trim();
  const sentences = plain.split(/(?<=[.!?])\s+/);
  const isCut = sentences.length > 1 && !/[.!?]["')\]]?$/.test(sentences.at(-1) as string);
  const whole = (isCut ? sentences.slice(0, -1) : sentences).map((sentence) => sentence.replace(/\.+$/, "").trim());
  return [...new Set(whole)].filter((sentence) => /\p{L}/u.test(sentence) && sentence.length <= maxLength);
}
