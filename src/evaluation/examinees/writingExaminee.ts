import { keyOf, type Sequence } from "../clips/sequence.js";
import { functionWords } from "../metrics/captioning/functionWords.js";
import { tokeniseCaption } from "../metrics/captioning/tokens.js";
import type { Examinee, Writer } from "./examinee.js";
import { likenessOf } from "./likeness.js";

/** What {@link createWritingExaminee} is built from: how it sees, and who writes of what is seen. */
export interface WritingExamineeOptions extends Omit<Examinee, "score" | "measure" | "writer"> {
  readonly writer: Writer;
}

const maxCaptionTokens = 24;

/**
 * A model that only describes what it is shown: a sentence fits as well as METEOR says that it matches the description. Of
 * the metrics of captions it is the one that takes "dogs" for "dog", gives articles little weight, and has less for the same
 * words in another order, which tells "A, then B" from "B, then A".
 */
export function createWritingExaminee(options: WritingExamineeOptions): Examinee {
  const { writer } = options;
  const known = new Map<string, readonly string[]>();
  const describe = async (sequence: Sequence): Promise<readonly string[]> => {
    const key = keyOf(sequence);
    const words =
      known.get(key) ??
      tokeniseCaption((await writer.write(sequence, { maxTokens: maxCaptionTokens, inOrder: true })).text);
    known.set(key, words);
    return words;
  };
  return {
    ...options,
    measure: { name: "meteor", of: (score) => score },
    async score(sequences, sentences) {
      const scores: number[][] = [];
      for (const sequence of sequences) {
        const words = await describe(sequence);
        scores.push(sentences.map((one) => (typeof one === "string" ? compare(words, one) : Number.NaN)));
      }
      return scores;
    },
  };
}

/** `NaN` where nothing was written. Articles and the like alone make nothing alike. */
function compare(candidate: readonly string[], text: string): number {
  if (candidate.length === 0) return Number.NaN;
  const reference = tokeniseCaption(text);
  const sharesContent = likenessOf(candidate.filter(hasContent), reference.filter(hasContent)) > 0;
  return sharesContent ? likenessOf(candidate, reference) : 0;
}

const hasContent = (word: string): boolean => !functionWords.has(word);
