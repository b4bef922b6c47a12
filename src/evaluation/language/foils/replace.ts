import type { ConceptBank } from "../../../annotators/concepts/conceptBank.js";
import { chosenOf } from "../../../core/random.js";
import { substitute } from "../substitute.js";
import { createThingReader, isCountable } from "../things.js";
import { createMentionReader, nameOf } from "../vocabulary.js";
import { isPerson, type FoilMaker } from "./foil.js";

/**
 * Puts another subject in the place of one: one that cannot be seen. Of the same group ("a cat" for "a dog") where it is known
 * what can be seen; else of another one, as what nobody wrote of may be a boat that is a ship to others.
 */
export function createObjectReplacer(bank: ConceptBank): FoilMaker {
  const read = createThingReader(bank);
  const byName = new Map(bank.subjects.filter(isCountable).map((concept) => [nameOf(concept), concept]));
  return (sentence, { scene, common, random }) => {
    const thing = chosenOf(read(sentence), random);
    if (!thing) return undefined;
    const mayStand = (name: string): boolean => {
      const concept = byName.get(name);
      if (!concept || scene.objects.includes(name) || (thing.colour && isPerson(concept))) return false;
      return (concept.group === thing.concept.group) === scene.isComplete;
    };
    const words = chosenOf(common.filter(mayStand), random);
    return words && substitute(sentence, [{ ...thing, words }]);
  };
}

/** Puts another colour in the place of one that nobody wrote of the video; not that of people. */
export function createColourReplacer(bank: ConceptBank): FoilMaker {
  const [readColours, readSubjects] = [createMentionReader(bank, "colours"), createMentionReader(bank, "subjects")];
  const colours = bank.colours.map(nameOf);
  return (sentence, { scene, random }) => {
    const subjects = readSubjects(sentence);
    const thingOf = (end: number) => subjects.find(({ start }) => start === end + 1);
    const replaceable = readColours(sentence).filter(({ end }) => !isPerson(thingOf(end)?.concept));
    const mention = chosenOf(replaceable, random);
    if (!mention) return undefined;
    const thing = thingOf(mention.end);
    const name = thing && sentence.slice(thing.start, thing.end).toLowerCase();
    const isTrue = (colour: string) =>
      scene.texts.some((text) => text.includes(colour)) || scene.colours.has(`${colour} ${name}`);
    const words = chosenOf(
      colours.filter((colour) => !isTrue(colour)),
      random,
    );
    return words && substitute(sentence, [{ ...mention, words }]);
  };
}
