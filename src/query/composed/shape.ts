import type { QueryTree } from "../language/tree.js";

/** What the chance of a query to match depends on: the operator that joins its parts, and how many it joins. */
export interface QueryShape {
  readonly joint: "then" | "while" | "and";
  /** Three stands for more, too: the more operands, the less chance gives. */
  readonly count: 2 | 3;
}

/** The shapes that there are. */
export const queryShapes: readonly QueryShape[] = (["then", "while", "and"] as const).flatMap((joint) =>
  ([2, 3] as const).map((count) => ({ joint, count })),
);

/**
 * The shapes of which a query is the best of: one, unless it has an `or`; `undefined` stands for a phrase alone.
 *
 * Limits, exclusions and repetitions only take matches away, and the mean of several things reaches by chance no more
 * than one of them does: what is left out of a shape makes its confidence too low rather than too high.
 */
export function alternativesOf(tree: QueryTree): (QueryShape | undefined)[] {
  if (tree.type === "phrase") return [undefined];
  if (tree.type === "or") return tree.operands.flatMap(alternativesOf);
  if ("operand" in tree) return alternativesOf(tree.operand);
  const present = tree.operands.filter(({ type }) => type !== "not");
  const [only] = present;
  if (only && present.length === 1) return alternativesOf(only);
  const ways = present.reduce((product, operand) => product * alternativesOf(operand).length, 1);
  const joint = tree.type === "then" || tree.type === "while" ? tree.type : "and";
  return Array.from({ length: ways }, () => ({ joint, count: present.length > 2 ? 3 : 2 }));
}

/** Whether no two things have to be there: each alternative is one phrase. */
export function isOfOneThing(tree: QueryTree): boolean {
  return alternativesOf(tree).every((shape) => shape === undefined);
}
