import type { ConceptBank } from "../../../annotators/concepts/conceptBank.js";
import { substitute } from "../substitute.js";
import { createThingReader, type Thing } from "../things.js";
import { createMentionReader } from "../vocabulary.js";
import { isPerson, type FoilMaker } from "./foil.js";

/** Between two things these say nothing that would not be true the other way round. */
const symmetric = new Set(
  "a an the and or with beside near next to alongside by against facing is are stands stand together".split(" "),
);

/**
 * Changes two subjects over: "a cat chases a dog" for "a dog chases a cat". Not where the sentence would stay true: "a dog and
 * a cat", "a dog runs while a cat runs".
 */
export function createObjectSwapper(bank: ConceptBank): FoilMaker {
  const read = createThingReader(bank);
  const [readSubjects, readColours] = [createMentionReader(bank, "subjects"), createMentionReader(bank, "colours")];
  const isNamed = (word: string) => readSubjects(word).length > 0 || readColours(word).length > 0;
  return (sentence) => {
    const coloursPerson = (one: Thing, other: Thing) => one.colour !== undefined && isPerson(other.concept);
    const tells = (one: Thing, other: Thing): boolean => {
      if (coloursPerson(one, other) || coloursPerson(other, one)) return false;
      const between = toWords(sentence.slice(one.end, other.start));
      const [afterOne, afterOther] = [between[0], toWords(sentence.slice(other.end))[0]];
      return afterOne !== afterOther && between.some((word) => !symmetric.has(word) && !isNamed(word));
    };
    const pair = findPair(onlyOnce(read(sentence)), tells);
    return pair && changeOver(sentence, pair);
  };
}

/** Changes the colours of two things over: "a blue ball on a red box" for "a red ball on a blue box"; not those of people. */
export function createColourSwapper(bank: ConceptBank): FoilMaker {
  const read = createThingReader(bank);
  return (sentence, { scene }) => {
    const wordsOf = ({ start, end }: { readonly start: number; readonly end: number }) => sentence.slice(start, end);
    const isTrue = ({ colour }: Thing, of: Thing) =>
      colour !== undefined && scene.colours.has(`${wordsOf(colour)} ${wordsOf(of)}`.toLowerCase());
    const coloured = onlyOnce(read(sentence)).filter(({ colour, concept }) => colour && !isPerson(concept));
    const pair = findPair(
      coloured,
      (one, other) => one.colour?.concept !== other.colour?.concept && !isTrue(one, other) && !isTrue(other, one),
    );
    const [one, other] = pair?.map(({ colour }) => colour) ?? [];
    return one && other && changeOver(sentence, [one, other]);
  };
}

/** Of things that stand twice in a sentence none can be changed. */
function onlyOnce(things: readonly Thing[]): Thing[] {
  return things.filter(({ concept }) => things.filter((other) => other.concept === concept).length === 1);
}

function findPair(
  things: readonly Thing[],
  mayBe: (one: Thing, other: Thing) => boolean,
): readonly [Thing, Thing] | undefined {
  for (const [n, one] of things.entries()) {
    const other = things.slice(n + 1).find((later) => mayBe(one, later));
    if (other) return [one, other];
  }
  return undefined;
}

type Places = Pick<Thing, "start" | "end">;

function changeOver(sentence: string, [one, other]: readonly [Places, Places]): string {
  return substitute(sentence, [
    { ...one, words: sentence.slice(other.start, other.end) },
    { ...other, words: sentence.slice(one.start, one.end) },
  ]);
}

const toWords = (text: string): string[] => text.toLowerCase().match(/[\p{L}'-]+/gu) ?? [];
