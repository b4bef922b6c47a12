import { toInnerSentence } from "../clips/innerSentence.js";
import { keyOf, singleFrames, type Sequence } from "../clips/sequence.js";
import { tokeniseCaption } from "../metrics/captioning/tokens.js";
import { sumOf } from "../statistics/summary.js";
import type { Writer } from "./examinee.js";
import { likenessOf } from "./likeness.js";

/**
 * A writer of one picture at a time, of several: what it says of each, in their order, nothing twice in a row; or, of all
 * that it says, what is most like the rest.
 */
export function writeOfEach(writer: Writer): Writer {
  const known = new Map<string, Promise<string>>();
  const writeOne = async (frame: Sequence, maxTokens: number): Promise<string> => {
    const key = `${maxTokens} ${keyOf(frame)}`;
    const text = known.get(key) ?? writer.write(frame, { maxTokens }).then((written) => toFirstSentence(written.text));
    known.set(key, text);
    return text;
  };
  return {
    takesQuestions: false,
    async write(sequence, { maxTokens, inOrder = false }) {
      const texts: string[] = [];
      for (const frame of singleFrames(sequence)) texts.push(await writeOne(frame, maxTokens));
      const said = texts.filter((text) => text !== "");
      return { text: inOrder ? stringTogether(said) : findCommonest(said) };
    },
  };
}

const stringTogether = (texts: readonly string[]): string =>
  texts.filter((text, n) => text !== texts[n - 1]).join(", then ");

/** The text that METEOR finds most like the others: one picture of many may show what none else does. */
function findCommonest(texts: readonly string[]): string {
  const words = texts.map(tokeniseCaption);
  const likeness = words.map((own) => sumOf(words.map((other) => likenessOf(own, other))));
  return texts[likeness.indexOf(Math.max(...likeness))] ?? "";
}

const toFirstSentence = (text: string): string => toInnerSentence(text.split(/(?<=[.!?])\s|\n/)[0] ?? "");
