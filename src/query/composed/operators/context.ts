import type { QueryTree } from "../../language/tree.js";
import type { AlignmentInput } from "../align.js";
import { levelOf, runsAbove } from "../level.js";
import type { Step } from "../step.js";

/** What operators work with while a tree is matched against one video. */
export interface AlignmentContext {
  readonly input: AlignmentInput;
  /** Matches a node of the tree. `begins` is the best value with which it may begin at each cell. */
  run(node: QueryTree, begins: Float64Array, weight: number): Step;
  /** Matches a node on its own, nothing before it and no cell excluded; computed once for each node. */
  free(node: QueryTree): Step;
  /** Whether no phrase may be placed in a cell. */
  isExcluded(cell: number): boolean;
}

/** The cells in which any of the trees is seen: 1 where one is. */
export function presenceOf(context: AlignmentContext, trees: readonly QueryTree[]): Uint8Array {
  const seen = trees.map((tree) => context.free(tree).ended);
  return Uint8Array.from(context.input.startSeconds, (_, cell) =>
    Number(seen.some((ended) => (ended[cell] as number) > context.input.presentAbove)),
  );
}

/** The runs of cells in which a node stands out in the video. */
export function runsOf(context: AlignmentContext, node: QueryTree): [from: number, to: number][] {
  const { ended } = context.free(node);
  return runsAbove(ended, levelOf(ended, context.input));
}
