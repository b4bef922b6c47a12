import { meteor } from "../metrics/captioning/meteor.js";

/** How well METEOR says that the words of a text match those of another; 0 where one of the two is empty. */
export const likenessOf = (candidate: readonly string[], reference: readonly string[]): number =>
  candidate.length > 0 && reference.length > 0 ? meteor([{ candidate, references: [reference] }]).corpus : 0;
