import { functionWords } from "./functionWords.js";
import { stemOf } from "./porterStemmer.js";
import { tokeniseCaption } from "./tokens.js";

/** In which order a caption names two things. */
export interface PhraseOrder {
  /** 1 for the right order, 0 for the other one, 1/2 where it does not name both, or both at once. */
  readonly order: number;
  readonly namesBoth: boolean;
}

/**
 * Whether a caption names one thing before another. A thing is named by any word of its phrase, in whichever form, that is no
 * function word and does not stand in the other phrase: "dogs" for "a brown dog" beside "a brown cat".
 */
export function phraseOrder(caption: string, first: string, then: string): PhraseOrder {
  const [ofFirst, ofThen] = [toStems(first), toStems(then)];
  const stems = tokeniseCaption(caption).map(stemOf);
  const placeOf = (own: ReadonlySet<string>, other: ReadonlySet<string>) =>
    stems.findIndex((stem) => own.has(stem) && !other.has(stem));
  const [one, other] = [placeOf(ofFirst, ofThen), placeOf(ofThen, ofFirst)];
  const namesBoth = one >= 0 && other >= 0;
  return { order: namesBoth ? Number(one < other) : 1 / 2, namesBoth };
}

const toStems = (phrase: string): ReadonlySet<string> =>
  new Set(
    tokeniseCaption(phrase)
      .filter((word) => !functionWords.has(word))
      .map(stemOf),
  );
