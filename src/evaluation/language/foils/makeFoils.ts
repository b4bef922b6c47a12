import type { ConceptBank } from "../../../annotators/concepts/conceptBank.js";
import { createColourAdder, createObjectAdder } from "./add.js";
import { foilKinds, type FoilKind, type FoilMaker, type FoilOptions } from "./foil.js";
import { createRelationReplacer } from "./relations.js";
import { createColourReplacer, createObjectReplacer } from "./replace.js";
import { createColourSwapper, createObjectSwapper } from "./swap.js";
import { reorderTrigrams, reorderWithinTrigrams, reorderWords } from "./wordOrder.js";

/** A sentence that is false of a video where another one is true, and how it was made of that. */
export interface Foil {
  readonly kind: FoilKind;
  readonly text: string;
}

/** Makes the foils of a sentence without full stop: of each kind one, where it can be made. */
export function createFoilMaker(bank: ConceptBank): (sentence: string, options: FoilOptions) => Foil[] {
  const makers: Readonly<Record<FoilKind, FoilMaker>> = {
    "replace-object": createObjectReplacer(bank),
    "replace-attribute": createColourReplacer(bank),
    "replace-relation": createRelationReplacer(bank),
    "swap-object": createObjectSwapper(bank),
    "swap-attribute": createColourSwapper(bank),
    "add-object": createObjectAdder(bank),
    "add-attribute": createColourAdder(bank),
    "order-words": reorderWords,
    "order-trigrams": reorderTrigrams,
    "order-within-trigrams": reorderWithinTrigrams,
  };
  return (sentence, options) =>
    foilKinds.flatMap((kind) => {
      const text = makers[kind](sentence, options);
      return text === undefined || text === sentence ? [] : [{ kind, text }];
    });
}
