import type { ConceptBank } from "../../../annotators/concepts/conceptBank.js";
import { toClusters } from "../../statistics/clusters.js";
import { bareOf } from "../../metrics/captioning/phraseTruth.js";
import { chosenOf } from "../../../core/random.js";
import type { FoilMaker } from "./foil.js";

/** Relations of which only one can hold, in both directions; those that stand in the bank are taken from there. */
const opposites: readonly (readonly [string, string])[] = [
  ["from left to right", "from right to left"],
  ["to the left", "to the right"],
  ["from the left", "from the right"],
  ["left of", "right of"],
  ["in front of", "behind"],
  ["into", "out of"],
  ["above", "below"],
  ["inside", "outside"],
  ["before", "after"],
];

/**
 * Puts the opposite in the place of a relation, wherever it stands in the sentence: "a boat sinks" for "a boat rises". Not
 * where somebody wrote the opposite of the same video, as both may be true of it then.
 */
export function createRelationReplacer(bank: ConceptBank): FoilMaker {
  const pairs = [...opposites, ...oppositesOf(bank)].flatMap(([one, other]) => [
    { from: toPattern(one), to: other, opposite: toPattern(other) },
    { from: toPattern(other), to: one, opposite: toPattern(one) },
  ]);
  return (sentence, { scene, random }) => {
    const fitting = pairs.filter(
      ({ from, opposite }) => sentence.search(from) >= 0 && !scene.texts.some((text) => text.search(opposite) >= 0),
    );
    const chosen = chosenOf(fitting, random);
    return chosen && sentence.replaceAll(chosen.from, chosen.to);
  };
}

/** The lines of a group of two are alternatives to each other, and so are their other words, one by one. */
function oppositesOf({ actions, motion }: ConceptBank): (readonly [string, string])[] {
  const concepts = [...actions, ...motion];
  return toClusters(concepts, ({ kind, group }) => `${kind} ${group}`).flatMap((lines) => {
    const [one, other] = lines;
    if (!one || !other || lines.length > 2 || one.texts.length !== other.texts.length) return [];
    return one.texts.map((text, n) => [bareOf(text), bareOf(other.texts[n] as string)] as const);
  });
}

const toPattern = (words: string): RegExp => new RegExp(`(?<![\\p{L}-])${words}(?![\\p{L}-])`, "giu");
