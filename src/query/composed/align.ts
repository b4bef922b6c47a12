import { isInstant, operandsOf, type QueryTree } from "../language/tree.js";
import { carryAlong, carryOver, carryPast, type CellTimes, type Continuation } from "./gap.js";
import { levelOf, runsAbove } from "./level.js";
import { best, permutationsOf, without, type Anchor, type Step } from "./step.js";

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

  const run = (node: QueryTree, begins: Float64Array, weight: number): Step => {
    switch (node.type) {
      case "phrase":
        return placePhrase(node.text, begins, weight);
      case "then":
        return inSequence(
          node.operands,
          begins,
          weight,
          node.gaps?.map((gap) => (ended) => {
            const blocked = gap.without && presenceOf([gap.without]);
            return carryOver(ended, input, { ...gap, blocked });
          }) ?? [],
          node.gaps?.map(({ atLeastSeconds = 0 }) => atLeastSeconds),
        );
      case "while":
        return together(node.operands, begins, weight);
      case "and":
        return inAnyOrder(node.operands, begins, weight);
      case "or":
        return best(node.operands.map((operand) => run(operand, begins, weight)));
      case "first":
      case "last":
        return outermost(node, begins, weight);
      case "lasting":
        return lasting(node, begins, weight);
      case "repeated":
        return repeated(node, begins, weight);
      case "not":
      default:
        throw new Error("not is handled by the operator around it");
    }
  };

  const placePhrase = (phrase: string, begins: Float64Array, weight: number): Step => {
    const curve = input.curves.get(phrase) ?? [];
    const ended = begins.map((value, cell) =>
      excluded?.[cell] ? Number.NEGATIVE_INFINITY : value + weight * (curve[cell] as number),
    );
    const trace = (cell: number, anchors: Anchor[]) => {
      anchors.push({ phrase, cell, from: cell, to: cell, similarity: curve[cell] as number, gapSeconds: 0 });
      return cell;
    };
    return { ended, trace };
  };

  /** Operands one after the other; `carries` say how each leads to the next. */
  const inSequence = (
    operands: readonly QueryTree[],
    begins: Float64Array,
    weight: number,
    carries: readonly ((ended: Float64Array) => Continuation)[] = [],
    gapSeconds: readonly number[] = [],
  ): Step => {
    const share = weight / operands.length;
    const steps: Step[] = [];
    const links: Continuation[] = [];
    for (const [n, operand] of operands.entries()) {
      const before = steps.at(-1);
      if (before) links.push((carries[n - 1] ?? ((ended) => carryOver(ended, input, {})))(before.ended));
      steps.push(run(operand, links.at(-1)?.values ?? begins, share));
    }
    const trace = (end: number, anchors: Anchor[]) => {
      let cell = end;
      const parts: Anchor[][] = [];
      for (let n = steps.length - 1; n >= 0; n -= 1) {
        const part: Anchor[] = [];
        cell = (steps[n] as Step).trace(cell, part);
        const [first, ...rest] = part as [Anchor, ...Anchor[]];
        parts.unshift([{ ...first, gapSeconds: gapSeconds[n - 1] ?? first.gapSeconds }, ...rest]);
        if (n > 0) cell = (links[n - 1] as Continuation).endedAt[cell] as number;
      }
      anchors.push(...parts.flat());
      return cell;
    };
    return { ended: (steps.at(-1) as Step).ended, trace };
  };

  const together = (operands: readonly QueryTree[], begins: Float64Array, weight: number): Step => {
    const { positive, blocked } = split(operands);
    const stay = (ended: Float64Array): Continuation => ({ values: ended, endedAt: Int32Array.from(ended.keys()) });
    return inSequence(
      positive,
      without(begins, blocked),
      weight,
      positive.slice(1).map(() => stay),
    );
  };

  /** Every order is tried; operands may share a cell. */
  const inAnyOrder = (operands: readonly QueryTree[], begins: Float64Array, weight: number): Step => {
    const { positive, blocked } = split(operands);
    const along = (ended: Float64Array) => carryAlong(ended, blocked);
    const carries = positive.slice(1).map(() => along);
    return best(permutationsOf(positive).map((order) => inSequence(order, without(begins, blocked), weight, carries)));
  };

  /** What must not be seen blocks the cells that show it. */
  const split = (operands: readonly QueryTree[]) => {
    const absent = operands.flatMap((operand) => (operand.type === "not" ? operandsOf(operand) : []));
    return {
      positive: operands.filter(({ type }) => type !== "not"),
      blocked: absent.length > 0 ? presenceOf(absent) : undefined,
    };
  };

  const presenceOf = (trees: readonly QueryTree[]): Uint8Array => {
    const seen = trees.map((each) => free(each).ended);
    return Uint8Array.from({ length: count }, (_, cell) =>
      Number(seen.some((ended) => (ended[cell] as number) > input.presentAbove)),
    );
  };

  /** A node on its own, nothing before it and nothing excluded. */
  const free = (node: QueryTree): Step => {
    const known = freely.get(node);
    if (known) return known;
    const outer = excluded;
    excluded = undefined;
    const step = run(node, new Float64Array(count), 1);
    excluded = outer;
    freely.set(node, step);
    return step;
  };

  const runsOf = (node: QueryTree) => {
    const { ended } = free(node);
    return runsAbove(ended, levelOf(ended, input));
  };

  const outermost = (node: QueryTree & { type: "first" | "last" }, begins: Float64Array, weight: number): Step => {
    const wanted = runsOf(node.operand).at(node.type === "first" ? 0 : -1);
    const { ended, trace } = run(node.operand, begins, weight);
    const inside = (cell: number) => wanted !== undefined && cell >= wanted[0] && cell <= wanted[1];
    return { ended: ended.map((value, cell) => (inside(cell) ? value : Number.NEGATIVE_INFINITY)), trace };
  };

  /** A match takes its stretch above the level from its start, for as long as is asked for at least. */
  const lasting = (node: QueryTree & { type: "lasting" }, begins: Float64Array, weight: number): Step => {
    const { operand, atLeastSeconds } = node;
    const alone = free(operand);
    const ended = new Float64Array(count).fill(Number.NEGATIVE_INFINITY);
    const peaks = new Int32Array(count);
    const startOf = new Int32Array(count);
    for (const [from, to] of runsOf(operand)) {
      let peak = from;
      for (let cell = from; cell <= to && !excluded?.[cell]; cell += 1) {
        if ((alone.ended[cell] as number) > (alone.ended[peak] as number)) peak = cell;
        const seconds = (input.endSeconds[cell] as number) - (input.startSeconds[from] as number);
        if (seconds < atLeastSeconds - 1e-6) continue;
        ended[cell] = (begins[from] as number) + weight * (alone.ended[peak] as number);
        peaks[cell] = peak;
        startOf[cell] = from;
      }
    }
    const trace = (cell: number, anchors: Anchor[]) => {
      const inside: Anchor[] = [];
      const from = startOf[cell] as number;
      alone.trace(peaks[cell] as number, inside);
      anchors.push(...inside.map((anchor) => ({ ...anchor, from, to: cell })));
      return from;
    };
    return { ended, trace };
  };

  /** Occurrences of something that holds at an instant are apart by a cell below its level. */
  const repeated = (node: QueryTree & { type: "repeated" }, begins: Float64Array, weight: number): Step => {
    const { operand, times } = node;
    const copies = Array.from({ length: times }, () => operand);
    if (!isInstant(operand)) return inSequence(copies, begins, weight);
    const { ended } = free(operand);
    const level = levelOf(ended, input);
    const isBelow = (cell: number) => (ended[cell] as number) < level;
    const blocked = Uint8Array.from(ended, (value) => Number(value < level));
    const past = (values: Float64Array): Continuation => {
      const { values: carried, endedAt } = carryPast(values, isBelow);
      return { values: without(carried, blocked), endedAt };
    };
    return inSequence(
      copies,
      without(begins, blocked),
      weight,
      copies.slice(1).map(() => past),
    );
  };

  return {
    best(cells) {
      excluded = cells;
      const { ended, trace } = run(tree, new Float64Array(count), 1);
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
  };
}
