/**
 * Stands at the end of each cue whose words are Kinodex's own: a joiner, a non-joiner and a joiner, of no width and
 * between no letters. Fonts have them, as Persian and Hindi cannot be written without, so that players show nothing, and
 * they stay with the words when a file is converted, cut or put into a video as a track. A comment would not: SubRip has
 * none, and players take one before the first cue for damage and one after the last for words.
 */
const mark = "\u200d\u200c\u200d";

/** Words of a cue, marked as Kinodex's own. */
export function markAsOwn(words: string): string {
  return words + mark;
}

/** Whether Kinodex wrote these words of a cue: they are no evidence of what a video says. */
export function isOwn(words: string): boolean {
  return words.includes(mark);
}
