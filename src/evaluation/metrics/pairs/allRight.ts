/**
 * Share of groups in which every outcome is right: TemporalBench's multiple binary accuracy (all questions of a video),
 * MMBench's CircularEval (a question under all turns of its options), consistency over paraphrases.
 *
 * Chance is the product of the members' chances. Groups must not be empty.
 */
export function allRightShare(groups: readonly (readonly boolean[])[]): number {
  return groups.filter((group) => group.every(Boolean)).length / groups.length;
}
