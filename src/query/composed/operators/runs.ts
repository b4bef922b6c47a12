import { isInstant, type QueryTree } from "../../language/tree.js";
import { carryOver, carryPast, type Continuation } from "../gap.js";
import { levelOf } from "../level.js";
import { without, type Anchor, type Step } from "../step.js";
import { runsOf, type AlignmentContext } from "./context.js";
import { chain } from "./sequence.js";

/** `first` and `last`: the outermost run in which the operand stands out. */
export function outermost(
  context: AlignmentContext,
  { type, operand }: QueryTree & { readonly type: "first" | "last" },
  begins: Float64Array,
  weight: number,
): Step {
  const wanted = runsOf(context, operand).at(type === "first" ? 0 : -1);
  const { ended, trace } = context.run(operand, begins, weight);
  const isInside = (cell: number) => wanted !== undefined && cell >= wanted[0] && cell <= wanted[1];
  return { ended: ended.map((value, cell) => (isInside(cell) ? value : Number.NEGATIVE_INFINITY)), trace };
}

/** `for at least`: a match takes its run above the level from its start, for as long as is asked for at least. */
export function lasting(
  context: AlignmentContext,
  { operand, atLeastSeconds }: QueryTree & { readonly type: "lasting" },
  begins: Float64Array,
  weight: number,
): Step {
  const { startSeconds, endSeconds } = context.input;
  const alone = context.free(operand);
  const ended = new Float64Array(begins.length).fill(Number.NEGATIVE_INFINITY);
  const peaks = new Int32Array(begins.length);
  const startOf = new Int32Array(begins.length);
  for (const [from, to] of runsOf(context, operand)) {
    let peak = from;
    for (let cell = from; cell <= to && !context.isExcluded(cell); cell += 1) {
      if ((alone.ended[cell] as number) > (alone.ended[peak] as number)) peak = cell;
      if ((endSeconds[cell] as number) - (startSeconds[from] as number) < atLeastSeconds - 1e-6) continue;
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
}

/** `twice`: occurrences of something that holds at an instant are apart by a cell below its level. */
export function repeated(
  context: AlignmentContext,
  { operand, times }: QueryTree & { readonly type: "repeated" },
  begins: Float64Array,
  weight: number,
): Step {
  const copies = Array.from({ length: times }, () => operand);
  const linksOf = (carry: (ended: Float64Array) => Continuation) => copies.slice(1).map(() => ({ carry }));
  if (!isInstant(operand)) {
    const follow = (ended: Float64Array) => carryOver(ended, context.input, {});
    return chain(context, copies, linksOf(follow), begins, weight);
  }
  const { ended } = context.free(operand);
  const level = levelOf(ended, context.input);
  const isBelow = (cell: number) => (ended[cell] as number) < level;
  const blocked = Uint8Array.from(ended, (value) => Number(value < level));
  const past = (values: Float64Array): Continuation => {
    const { values: carried, endedAt } = carryPast(values, isBelow);
    return { values: without(carried, blocked), endedAt };
  };
  return chain(context, copies, linksOf(past), without(begins, blocked), weight);
}
