import { operandsOf, type QueryTree } from "../../language/tree.js";
import { carryAlong, carryOver, type Continuation } from "../gap.js";
import { best, permutationsOf, without, type Anchor, type Step } from "../step.js";
import { presenceOf, type AlignmentContext } from "./context.js";

/** How one operand of a sequence leads to the next. */
export interface Link {
  /** From the best values of matches that end at each cell to those with which the next may begin there. */
  readonly carry: (ended: Float64Array) => Continuation;
  /** Seconds that the query wants between the two. Default: what the next operand asks for itself. */
  readonly gapSeconds?: number | undefined;
}

/** `then`: operands one after the other, under the limits of the gaps. */
export function inOrder(
  context: AlignmentContext,
  { operands, gaps }: QueryTree & { readonly type: "then" },
  begins: Float64Array,
  weight: number,
): Step {
  const links = operands.slice(1).map((_, n): Link => {
    const gap = gaps?.[n] ?? {};
    const blocked = gap.without && presenceOf(context, [gap.without]);
    const carry = (ended: Float64Array) => carryOver(ended, context.input, { ...gap, blocked });
    return { carry, gapSeconds: gaps && (gap.atLeastSeconds ?? 0) };
  });
  return chain(context, operands, links, begins, weight);
}

/** `while`: all operands in one cell. */
export function together(
  context: AlignmentContext,
  operands: readonly QueryTree[],
  begins: Float64Array,
  weight: number,
): Step {
  const { positive, blocked } = split(context, operands);
  const stay = (ended: Float64Array): Continuation => ({ values: ended, endedAt: Int32Array.from(ended.keys()) });
  const links = positive.slice(1).map(() => ({ carry: stay }));
  return chain(context, positive, links, without(begins, blocked), weight);
}

/** `and`: every order is tried; operands may share a cell. */
export function inAnyOrder(
  context: AlignmentContext,
  operands: readonly QueryTree[],
  begins: Float64Array,
  weight: number,
): Step {
  const { positive, blocked } = split(context, operands);
  const links = positive.slice(1).map(() => ({ carry: (ended: Float64Array) => carryAlong(ended, blocked) }));
  const free = without(begins, blocked);
  return best(permutationsOf(positive).map((order) => chain(context, order, links, free, weight)));
}

/** Operands that share a weight evenly, each led to from the one before it by a link. */
export function chain(
  context: AlignmentContext,
  operands: readonly QueryTree[],
  links: readonly Link[],
  begins: Float64Array,
  weight: number,
): Step {
  const share = weight / operands.length;
  const steps: Step[] = [];
  const carried: Continuation[] = [];
  for (const [n, operand] of operands.entries()) {
    const before = steps.at(-1);
    if (before) carried.push((links[n - 1] as Link).carry(before.ended));
    steps.push(context.run(operand, carried.at(-1)?.values ?? begins, share));
  }
  const trace = (end: number, anchors: Anchor[]) => {
    let cell = end;
    const parts: Anchor[][] = [];
    for (let n = steps.length - 1; n >= 0; n -= 1) {
      const part: Anchor[] = [];
      cell = (steps[n] as Step).trace(cell, part);
      const [first, ...rest] = part as [Anchor, ...Anchor[]];
      parts.unshift([{ ...first, gapSeconds: links[n - 1]?.gapSeconds ?? first.gapSeconds }, ...rest]);
      if (n > 0) cell = (carried[n - 1] as Continuation).endedAt[cell] as number;
    }
    anchors.push(...parts.flat());
    return cell;
  };
  return { ended: (steps.at(-1) as Step).ended, trace };
}

/** What must not be seen blocks the cells that show it. */
function split(context: AlignmentContext, operands: readonly QueryTree[]) {
  const absent = operands.flatMap((operand) => (operand.type === "not" ? operandsOf(operand) : []));
  return {
    positive: operands.filter(({ type }) => type !== "not"),
    blocked: absent.length > 0 ? presenceOf(context, absent) : undefined,
  };
}
