import { shuffled } from "../../../core/random.js";
import type { FoilMaker } from "./foil.js";

/** Fewer words have hardly another order. */
const minWords = 4;
const size = 3;

/** All words in another order. */
export const reorderWords: FoilMaker = (sentence, { random }) => reorder(sentence, (words) => shuffled(words, random));

/** Runs of three words in another order, each as it is. */
export const reorderTrigrams: FoilMaker = (sentence, { random }) =>
  reorder(sentence, (words) => shuffled(toTrigrams(words), random).flat());

/** Runs of three words where they are, the words of each in another order. */
export const reorderWithinTrigrams: FoilMaker = (sentence, { random }) =>
  reorder(sentence, (words) => toTrigrams(words).flatMap((run) => shuffled(run, random)));

/** Tries of an order of chance that turns out to be the same. */
const maxTries = 8;

function reorder(sentence: string, toOrder: (words: readonly string[]) => string[]): string | undefined {
  const words = sentence.split(/\s+/).filter(Boolean);
  if (words.length < minWords) return undefined;
  const plain = words.join(" ");
  for (let n = 0; n < maxTries; n += 1) {
    const changed = toOrder(words).join(" ");
    if (changed !== plain) return changed;
  }
  return undefined;
}

const toTrigrams = (words: readonly string[]): string[][] =>
  Array.from({ length: Math.ceil(words.length / size) }, (_, n) => words.slice(n * size, (n + 1) * size));
