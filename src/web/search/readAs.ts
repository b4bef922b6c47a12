import type { SearchResponse } from "../../client/client.js";

type Tree = NonNullable<SearchResponse["tree"]>;

/** How a query was read, in a line; undefined where it is a plain description. */
export function toReading(tree: Tree | undefined): string | undefined {
  return !tree || tree.type === "phrase" ? undefined : write(tree);
}

function write(tree: Tree): string {
  if (tree.type === "phrase") return `“${tree.text}”`;
  if (tree.type === "then") return writeSequence(tree);
  if ("operands" in tree) return tree.operands.map(inner).join(` ${tree.type} `);
  const operand = inner(tree.operand);
  if (tree.type === "lasting") return `${operand} for at least ${tree.atLeastSeconds} s`;
  if (tree.type === "repeated") return `${operand} × ${tree.times}`;
  return tree.type === "not" ? `not ${operand}` : `the ${tree.type} ${operand}`;
}

function inner(tree: Tree): string {
  return "operands" in tree ? `(${write(tree)})` : write(tree);
}

type Sequence = Extract<Tree, { type: "then" }>;
type Gap = NonNullable<Sequence["gaps"]>[number];

function writeSequence({ operands, gaps }: Sequence): string {
  return operands.map((operand, n) => (n === 0 ? "" : `→${writeGap(gaps?.[n - 1])} `) + inner(operand)).join(" ");
}

function writeGap(gap: Gap | undefined): string {
  const parts = [
    ...(gap?.atLeastSeconds === undefined ? [] : [`at least ${gap.atLeastSeconds} s apart`]),
    ...(gap?.atMostSeconds === undefined ? [] : [`within ${gap.atMostSeconds} s`]),
    ...(gap?.without === undefined ? [] : [`without ${inner(gap.without)} between`]),
  ];
  return parts.length ? ` (${parts.join(", ")})` : "";
}
