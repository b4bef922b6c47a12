import type { QueryTree } from "../language/tree.js";
import type { CellTimes } from "./gap.js";
import type { AlignmentContext } from "./operators/context.js";
import { inAnyOrder, inOrder, together } from "./operators/sequence.js";
import { lasting, outermost, repeated } from "./operators/runs.js";
import { best, type Anchor, type Step } from "./step.js";

/** The curves of one video for the phrases of a query. */
export interface AlignmentInput extends CellTimes {
  /** The similarity of each cell to a phrase. */
  readonly curves: ReadonlyMap<string, ArrayLike<number>>;
  /** What must not be seen is seen in a cell that is more similar than this. */
  readonly presentAbove: number;
}

/** The best way to place the phrases of a query in a video. */
export interface Alignment {
  /** Mean of the operands' similarities, each operator sharing its weight evenly among its operands. */
  readonly similarity: number;
  /** In the order of the query. */
  readonly anchors: readonly Anchor[];
}

/** Matches a query tree against the curves of one video. */
export interface Aligner {
  /** The best alignment that uses no excluded cell (1 where excluded), undefined where there is none. */
  best(excluded?: ArrayLike<number>): Alignment | undefined;
  /** The best value with which a part of the tree, matched on its own, ends at each cell. */
  curveOf(node: QueryTree): ArrayLike<number>;
}

/**
 * Builds an aligner: exact dynamic programming over cells.
 *
 * A phrase takes one cell. Each operator turns "the best value with which it may begin at each cell" into "the best
 * value with which it ends at each cell", so a sequence is its operands one after the other, a choice the higher of
 * two, and each operator is linear in the cells (Viterbi on the query's automaton).
 */
export function createAligner(tree: QueryTree, input: AlignmentInput): Aligner {
  const count = input.startSeconds.length;
  const freely = new Map<QueryTree, Step>();
  let excluded: ArrayLike<number> | undefined;
  const context: AlignmentContext = {
    input,
    isExcluded: (cell) => Boolean(excluded?.[cell]),
    run: (node, begins, weight) => runNode(context, node, begins, weight),
    free(node) {
      const known = freely.get(node);
      if (known) return known;
      const outer = excluded;
      excluded = undefined;
      const step = runNode(context, node, new Float64Array(count), 1);
      excluded = outer;
      freely.set(node, step);
      return step;
    },
  };

  return {
    best(cells) {
      excluded = cells;
      const { ended, trace } = runNode(context, tree, new Float64Array(count), 1);
      const end = ended.reduce(
        (top, value, cell) => (value > (ended[top] ?? Number.NEGATIVE_INFINITY) ? cell : top),
        0,
      );
      const similarity = ended[end] ?? Number.NEGATIVE_INFINITY;
      if (similarity === Number.NEGATIVE_INFINITY) return undefined;
      const anchors: Anchor[] = [];
      trace(end, anchors);
      return { similarity, anchors };
    },
    curveOf: (node) => context.free(node).ended,
  };
}

function runNode(context: AlignmentContext, node: QueryTree, begins: Float64Array, weight: number): Step {
  switch (node.type) {
    case "phrase":
      return placePhrase(context, node.text, begins, weight);
    case "then":
      return inOrder(context, node, begins, weight);
    case "while":
      return together(context, node.operands, begins, weight);
    case "and":
      return inAnyOrder(context, node.operands, begins, weight);
    case "or":
      return best(node.operands.map((operand) => runNode(context, operand, begins, weight)));
    case "first":
    case "last":
      return outermost(context, node, begins, weight);
    case "lasting":
      return lasting(context, node, begins, weight);
    case "repeated":
      return repeated(context, node, begins, weight);
    case "not":
    default:
      throw new Error("not is handled by the operator around it");
  }
}

function placePhrase(context: AlignmentContext, phrase: string, begins: Float64Array, weight: number): Step {
  const curve = context.input.curves.get(phrase) ?? [];
  const ended = begins.map((value, cell) =>
    context.isExcluded(cell) ? Number.NEGATIVE_INFINITY : value + weight * (curve[cell] as number),
  );
  const trace = (cell: number, anchors: Anchor[]) => {
    anchors.push({ phrase, cell, from: cell, to: cell, similarity: curve[cell] as number, gapSeconds: 0 });
    return cell;
  };
  return { ended, trace };
}
