import type { ConceptBank } from "../../../annotators/concepts/conceptBank.js";
import { chosenOf } from "../../../core/random.js";
import { substitute } from "../substitute.js";
import { createThingReader, isCountable } from "../things.js";
import { createMentionReader, nameOf } from "../vocabulary.js";
import { isPerson, type FoilMaker } from "./foil.js";

/** Adds a subject that cannot be seen: "…, and there is an owl". */
export function createObjectAdder(bank: ConceptBank): FoilMaker {
  const byName = new Map(bank.subjects.filter(isCountable).map((concept) => [nameOf(concept), concept]));
  const read = createMentionReader(bank, "subjects");
  return (sentence, { scene, common, random }) => {
    const groups = new Set(read(sentence).map(({ concept }) => concept.group));
    // what nobody wrote of may be another word for what somebody did
    const isAbsent = (name: string) =>
      !scene.objects.includes(name) && (scene.isComplete || !groups.has(byName.get(name)?.group ?? ""));
    const name = chosenOf(
      common.filter((one) => byName.has(one) && isAbsent(one)),
      random,
    );
    return name && `${sentence}, and there is ${byName.get(name)?.says}`;
  };
}

/** Gives a thing without a colour one that it does not have; only where the colours of what can be seen are known. */
export function createColourAdder(bank: ConceptBank): FoilMaker {
  const read = createThingReader(bank);
  const colours = bank.colours.map(nameOf);
  return (sentence, { scene, random }) => {
    const nameIn = ({ start, end }: { readonly start: number; readonly end: number }) =>
      sentence.slice(start, end).toLowerCase();
    const hasKnownColour = (name: string) => [...scene.colours].some((thing) => thing.endsWith(` ${name}`));
    const bare = read(sentence).filter(
      (thing) => thing.isBare && !isPerson(thing.concept) && hasKnownColour(nameIn(thing)),
    );
    const thing = chosenOf(bare, random);
    if (!thing) return undefined;
    const colour = chosenOf(
      colours.filter((other) => !scene.colours.has(`${other} ${nameIn(thing)}`)),
      random,
    );
    return colour && substitute(sentence, [{ start: thing.start, end: thing.start, words: `${colour} ` }]);
  };
}
