import type { SpokenWord } from "../../models/capabilities/transcription.js";
import type { NewSegment } from "../../store/catalog/records.js";

/** A segment lasts about as long at most: what people read at once, and what a search points to. */
export const maxSentenceSeconds = 7;
/** A longer pause ends a segment, whatever the words say. */
export const maxPauseSeconds = 1.2;
/** What is shorter joins the next sentence, if that follows at once: "Yes.", and the "Mr." of a name. */
const minSentenceSeconds = 1.5;
const maxJoinSeconds = 0.5;
/** Words that the model gives no time get this. */
const minSeconds = 0.02;

const endsSentence = /[.?!…。！？]["'”’»)\]]*$/;
const endsClause = /[,;:，、；]$/;
const spaceless =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

type Words = readonly [SpokenWord, ...SpokenWord[]];

/** Groups words into segments: sentences, of about {@link maxSentenceSeconds} at most, cut where they pause. */
export function toSentences(words: readonly SpokenWord[]): readonly NewSegment[] {
  return joinShort(splitSentences(words)).flatMap(splitLong).map(toSegment);
}

function splitSentences(words: readonly SpokenWord[]): readonly Words[] {
  const sentences: [SpokenWord, ...SpokenWord[]][] = [];
  for (const word of words) {
    const sentence = sentences.at(-1);
    const before = sentence?.at(-1);
    const isNew =
      before === undefined || endsSentence.test(before.text) || pauseBetween(before, word) > maxPauseSeconds;
    if (sentence === undefined || isNew) sentences.push([word]);
    else sentence.push(word);
  }
  return sentences;
}

function joinShort(sentences: readonly Words[]): readonly Words[] {
  const joined: Words[] = [];
  for (const sentence of sentences) {
    const before = joined.at(-1);
    const isJoined =
      before !== undefined &&
      lengthOf(before) < minSentenceSeconds &&
      pauseBetween(before.at(-1) as SpokenWord, sentence[0]) <= maxJoinSeconds &&
      lengthOf([...before, ...sentence]) <= maxSentenceSeconds;
    if (isJoined) joined[joined.length - 1] = [...before, ...sentence];
    else joined.push(sentence);
  }
  return joined;
}

/** Cuts what is too long in two where it pauses most, after a comma if it can; and the parts again. */
function splitLong(words: Words): readonly Words[] {
  if (lengthOf(words) <= maxSentenceSeconds || words.length < 2) return [words];
  const place = bestPlace(words);
  return [words.slice(0, place) as unknown as Words, words.slice(place) as unknown as Words].flatMap(splitLong);
}

function bestPlace(words: Words): number {
  const merits = words.map((word, n) => (n === 0 ? Number.NEGATIVE_INFINITY : meritOf(words, n, word)));
  return merits.indexOf(Math.max(...merits));
}

/** How good a place before a word is for a cut: pauses and commas make it better, nearness to an end worse. */
function meritOf(words: Words, at: number, word: SpokenWord): number {
  const before = words[at - 1] as SpokenWord;
  const share = (word.startSeconds - words[0].startSeconds) / lengthOf(words);
  const pause = Math.min(1, Math.max(0, pauseBetween(before, word)));
  return pause + (endsClause.test(before.text) ? 0.5 : 0) - 2 * Math.abs(share - 0.5);
}

function toSegment(words: Words): NewSegment {
  const { startSeconds, language } = words[0];
  const endSeconds = Math.max(startSeconds + minSeconds, ...words.map((word) => word.endSeconds));
  const confidence = words.reduce((sum, { probability }) => sum + probability, 0) / words.length;
  return { startSeconds, endSeconds, text: joinWords(words), confidence, phrases: [], language };
}

/** Words with spaces between them, but for scripts that have none. */
function joinWords(words: Words): string {
  return words.reduce((text, { text: word }) => {
    const isTight = text === "" || (spaceless.test(text.slice(-1)) && spaceless.test(word.slice(0, 1)));
    return text + (isTight ? "" : " ") + word;
  }, "");
}

function lengthOf(words: Words): number {
  return (words.at(-1) as SpokenWord).endSeconds - words[0].startSeconds;
}

function pauseBetween(before: SpokenWord, word: SpokenWord): number {
  return word.startSeconds - before.endSeconds;
}
