import { startsThing } from "./clauses.js";
import { adjectives } from "./lexicon.js";
import { createQueryError, type Place } from "./queryError.js";
import type { Gap, QueryTree } from "./tree.js";

/** What a query says about the gap between two operands, and where. */
export interface Constraint {
  readonly gap: Gap;
  readonly place: Place;
}

/**
 * Joins two operands: `after` is `then` the other way round, and a sequence of sequences is one sequence.
 *
 * @throws {KinodexError} `usage` for gaps that cannot be.
 */
export function joinOperands(
  query: string,
  type: "then" | "before" | "after" | "while",
  [left, right]: readonly [QueryTree, QueryTree],
  constraints: readonly Constraint[],
): QueryTree {
  const last = constraints.at(-1);
  if (type === "while") {
    if (!last) return flat("while", [left, right]);
    const problem = "things that happen at the same time have no gap";
    throw createQueryError(query, last.place, problem, "a dog runs then a cat sleeps within 10s");
  }
  const gap = Object.assign({}, ...constraints.map(({ gap: part }) => part)) as Gap;
  if (last && (gap.atLeastSeconds ?? 0) > (gap.atMostSeconds ?? Number.POSITIVE_INFINITY)) {
    const example = "a dog runs then a cat sleeps at least 5s apart within 20s";
    throw createQueryError(query, last.place, "the least gap is longer than the longest", example);
  }
  const [one, other] = type === "after" ? [right, left] : shareNoun(left, right);
  const gaps = [...gapsOf(one), gap, ...gapsOf(other)];
  const operands = [one, other].flatMap((tree) => (tree.type === "then" ? tree.operands : [tree]));
  const isFree = gaps.every((each) => Object.keys(each).length === 0);
  return { type: "then", operands, ...(isFree ? {} : { gaps }) };
}

function gapsOf(tree: QueryTree): readonly Gap[] {
  return tree.type === "then" ? (tree.gaps ?? tree.operands.slice(1).map(() => ({}))) : [];
}

/** `a and (b and c)` is one list of three. */
export function flat(type: "while" | "and" | "or", operands: readonly QueryTree[]): QueryTree {
  return { type, operands: operands.flatMap((tree) => (tree.type === type ? tree.operands : [tree])) };
}

/** "a red then blue light": two lights. */
function shareNoun(left: QueryTree, right: QueryTree): [QueryTree, QueryTree] {
  if (left.type !== "phrase" || right.type !== "phrase") return [left, right];
  const [article, adjective, ...rest] = left.text.split(" ");
  const [other, ...noun] = right.text.split(" ");
  const isShared =
    rest.length === 0 &&
    noun.length > 0 &&
    startsThing({ kind: "word", text: article ?? "", start: 0, end: 0 }) &&
    adjectives.has(adjective ?? "") &&
    adjectives.has(other ?? "");
  if (!isShared) return [left, right];
  return [
    { type: "phrase", text: `${left.text} ${noun.join(" ")}` },
    { type: "phrase", text: `${article} ${right.text}` },
  ];
}
