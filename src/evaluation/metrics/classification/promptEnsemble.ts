import { meanOf, toUnit, type Embedding } from "../../../core/vectors.js";

/**
 * One embedding for a class from those of its prompts: the mean of unit vectors, of norm 1 (Radford et al. 2021). Not
 * empty.
 */
export function ensembleOf(prompts: readonly Embedding[]): Embedding {
  return toUnit(meanOf(prompts.map(toUnit)));
}
