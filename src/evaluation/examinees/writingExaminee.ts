import type { TextGenerator } from "../../models/capabilities/generation.js";
import { toInnerSentence } from "../clips/innerSentence.js";
import { keyOf, singleFrames, type Sequence } from "../clips/sequence.js";
import { functionWords } from "../metrics/captioning/functionWords.js";
import { meteor } from "../metrics/captioning/meteor.js";
import { tokeniseCaption } from "../metrics/captioning/tokens.js";
import { sumOf } from "../statistics/summary.js";
import type { Examinee, Writer } from "./examinee.js";
import { createShownPictures, fitWithin } from "./shownPictures.js";
import { createWriter } from "./writer.js";

/** Each picture costs a run of the model, or hundreds of tokens. */
const maxFrames = 8;
const maxEdge = 448;
const maxCaptionTokens = 24;

/**
 * A model that only describes what it is shown: a sentence fits as well as METEOR says that it matches the description. Of
 * the metrics of captions it is the one that takes "dogs" for "dog", gives articles little weight, and has less for the same
 * words in another order, which tells "A, then B" from "B, then A".
 */
export function createWritingExaminee(generator: TextGenerator): Examinee {
  const { see, memory, framesOf } = createShownPictures();
  const own = createWriter(generator, framesOf);
  const takesOne = generator.maxFrames === 1;
  const writer = takesOne ? writeOfEach(own) : own;
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
    by: ["generation"],
    maxFrames: takesOne ? maxFrames : Math.min(maxFrames, generator.maxFrames),
    fitOf: (info) => fitWithin(info, Math.min(maxEdge, generator.maxEdge)),
    see,
    memory,
    measure: { name: "meteor", of: (score) => score },
    async score(sequences, options) {
      const scores: number[][] = [];
      for (const sequence of sequences) {
        const words = await describe(sequence);
        scores.push(options.map((option) => (typeof option === "string" ? compare(words, option) : Number.NaN)));
      }
      return scores;
    },
    writer,
  };
}

/** `NaN` where nothing was written. Articles and the like alone make nothing alike. */
function compare(candidate: readonly string[], text: string): number {
  if (candidate.length === 0) return Number.NaN;
  const reference = tokeniseCaption(text);
  const sharesContent = meteorOf(candidate.filter(hasContent), reference.filter(hasContent)) > 0;
  return sharesContent ? meteorOf(candidate, reference) : 0;
}

const hasContent = (word: string): boolean => !functionWords.has(word);

const meteorOf = (candidate: readonly string[], reference: readonly string[]): number =>
  candidate.length > 0 && reference.length > 0 ? meteor([{ candidate, references: [reference] }]).corpus : 0;

/**
 * A writer of one picture at a time, of several: what it says of each, in their order, nothing twice in a row; or, of all
 * that it says, what is most like the rest.
 */
function writeOfEach(writer: Writer): Writer {
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
  const likeness = words.map((own) => sumOf(words.map((other) => meteorOf(own, other))));
  return texts[likeness.indexOf(Math.max(...likeness))] ?? "";
}

const toFirstSentence = (text: string): string => toInnerSentence(text.split(/(?<=[.!?])\s|\n/)[0] ?? "");
