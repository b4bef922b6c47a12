import { z } from "zod";
import { maxQueryLength } from "../../core/textLimits.js";

/** What is asked for, as it is planned, run and sent as JSON; {@link parseQuery} makes it from a sentence. */
export type QueryTree =
  | { readonly type: "phrase"; readonly text: string }
  | { readonly type: "then"; readonly operands: readonly QueryTree[]; readonly gaps?: readonly Gap[] | undefined }
  | { readonly type: "while" | "and" | "or"; readonly operands: readonly QueryTree[] }
  | { readonly type: "first" | "last"; readonly operand: QueryTree }
  | { readonly type: "not"; readonly operand: QueryTree }
  | { readonly type: "lasting"; readonly operand: QueryTree; readonly atLeastSeconds: number }
  | { readonly type: "repeated"; readonly operand: QueryTree; readonly times: number };

/** What lies between two neighbours of a sequence: from the end of one to the start of the next. */
export interface Gap {
  readonly atLeastSeconds?: number | undefined;
  readonly atMostSeconds?: number | undefined;
  /** What must not be seen between the two. */
  readonly without?: QueryTree | undefined;
}

/** Longest gap or duration that may be asked for: a day. */
export const maxSeconds = 86_400;
/** Operands that `and` takes, as they are tried in each order. */
export const maxJoined = 3;
/** Phrases of one query; one that is written twice counts twice, as both are placed. */
export const maxPhrases = 16;
/** Phrases that one alignment places at most, in all orders of every `and` together. */
export const maxPlacements = 1000;
/** How deep operators may stand inside each other. */
export const deepest = 24;

const seconds = z.number().min(0).max(maxSeconds);
const operands = (most: number) =>
  z
    .array(z.lazy(() => queryTreeSchema))
    .min(2)
    .max(most);
const operand = z.lazy(() => queryTreeSchema);

const gapSchema: z.ZodType<Gap> = z
  .strictObject({
    atLeastSeconds: seconds.optional(),
    atMostSeconds: seconds.optional(),
    without: operand.optional(),
  })
  .refine(({ atLeastSeconds = 0, atMostSeconds = maxSeconds }) => atLeastSeconds <= atMostSeconds, {
    message: "atLeastSeconds must not be above atMostSeconds",
  });

/** The shape of a tree; {@link checkTree} says whether it also makes sense. */
export const queryTreeSchema: z.ZodType<QueryTree> = z
  .discriminatedUnion("type", [
    nodeOf("phrase", { text: z.string().trim().min(1).max(maxQueryLength) }),
    nodeOf("then", { operands: operands(maxPhrases), gaps: z.array(gapSchema).optional() }).refine(
      (tree) => tree.gaps === undefined || tree.gaps.length === tree.operands.length - 1,
      {
        message: "gaps must hold one entry for each pair of neighbours",
      },
    ),
    nodeOf("and", { operands: operands(maxPhrases) }),
    nodeOf("while", { operands: operands(maxPhrases) }),
    nodeOf("or", { operands: operands(maxPhrases) }),
    nodeOf("not", { operand }),
    nodeOf("first", { operand }),
    nodeOf("last", { operand }),
    nodeOf("lasting", { operand, atLeastSeconds: seconds.positive() }),
    nodeOf("repeated", { operand, times: z.int().min(2).max(10) }),
  ])
  .meta({ id: "QueryTree" });

/** A node as those who read the description of the schema are told of it: by its type. */
function nodeOf<Type extends string, Shape extends z.ZodRawShape>(type: Type, shape: Shape) {
  return z.strictObject({ type: z.literal(type), ...shape }).meta({ title: type });
}

/** The operands of a tree, without what must not be seen between them. */
export function operandsOf(tree: QueryTree): readonly QueryTree[] {
  if (tree.type === "phrase") return [];
  return "operands" in tree ? tree.operands : [tree.operand];
}

/** What a tree directly consists of, with what must not be seen between the operands of a sequence. */
export function childrenOf(tree: QueryTree): readonly QueryTree[] {
  const gaps = tree.type === "then" ? (tree.gaps ?? []) : [];
  return [...operandsOf(tree), ...gaps.flatMap(({ without }) => without ?? [])];
}

/** The distinct phrases of a tree, in order of their first appearance. */
export function phrasesOf(tree: QueryTree): string[] {
  if (tree.type === "phrase") return [tree.text];
  return [...new Set(childrenOf(tree).flatMap(phrasesOf))];
}

const countPhrases = (tree: QueryTree): number =>
  tree.type === "phrase" ? 1 : childrenOf(tree).reduce((sum, child) => sum + countPhrases(child), 0);

/** Phrases that an alignment of a tree places: each operand of an `and` once for every order in which they are tried. */
function countPlacements(tree: QueryTree): number {
  if (tree.type === "phrase") return 1;
  const parts = childrenOf(tree).reduce((sum, child) => sum + countPlacements(child), 0);
  if (tree.type === "repeated") return tree.times * parts;
  if (tree.type !== "and") return parts;
  const joined = tree.operands.filter(({ type }) => type !== "not").length;
  return Array.from({ length: joined }, (_, n) => n + 1).reduce((ways, n) => ways * n, parts);
}

/** Whether a tree is true of single instants, so that it can be asked how long it holds. */
export function isInstant(tree: QueryTree): boolean {
  const takesTime = tree.type === "and" || tree.type === "then" || tree.type === "repeated";
  return !takesTime && operandsOf(tree).every(isInstant);
}

/** What is wrong with a tree that has the right shape: a sentence about one of its operators, undefined where nothing is. */
export function faultOf(tree: QueryTree, depth = 0): string | undefined {
  if (depth > deepest) return `operators stand more than ${deepest} deep inside each other`;
  if (depth === 0 && tree.type === "not") return '"not" says only what is absent: say also what is there';
  const parts = operandsOf(tree);
  const negated = parts.filter(({ type }) => type === "not");
  if (negated.length > 0 && tree.type !== "and" && tree.type !== "while")
    return '"not" needs something beside it that is there, joined by "and"';
  if (negated.length > 0 && negated.length === parts.length)
    return '"not" says only what is absent: say also what is there';
  if (tree.type === "and" && parts.length - negated.length > maxJoined)
    return `"and" joins at most ${maxJoined} things`;
  const excluded = tree.type === "then" ? (tree.gaps ?? []).flatMap(({ without }) => without ?? []) : [];
  const heldAtOnce = tree.type === "while" || tree.type === "lasting" || tree.type === "not" ? parts : excluded;
  const composed = heldAtOnce.find((part) => !isInstant(part));
  if (composed) return `"${tree.type}" needs things that hold at one instant, not a "${composed.type}"`;
  if (depth === 0 && countPhrases(tree) > maxPhrases) return `a query has at most ${maxPhrases} phrases`;
  if (depth === 0 && countPlacements(tree) > maxPlacements)
    return `"and" and "times" inside each other make more than ${maxPlacements} placements to try: ask for the parts one by one`;
  return childrenOf(tree).reduce<string | undefined>((fault, child) => fault ?? faultOf(child, depth + 1), undefined);
}

/** A tree as text in the language, with parentheses; reading it gives the tree again. */
export function toText(tree: QueryTree): string {
  const inner = (part: QueryTree) => (part.type === "phrase" ? toText(part) : `(${toText(part)})`);
  switch (tree.type) {
    case "phrase":
      return `"${tree.text.replaceAll('"', "'")}"`;
    case "then":
      return tree.operands
        .map((part, n) => (n === 0 ? inner(part) : `then ${inner(part)}${toGapText(tree.gaps?.[n - 1], inner)}`))
        .join(" ");
    case "not":
    case "first":
    case "last":
      return `${tree.type} ${inner(tree.operand)}`;
    case "lasting":
      return `${inner(tree.operand)} for at least ${tree.atLeastSeconds}s`;
    case "repeated":
      return `${inner(tree.operand)} ${tree.times} times`;
    case "while":
    case "and":
    case "or":
    default:
      return tree.operands.map(inner).join(` ${tree.type} `);
  }
}

function toGapText(gap: Gap | undefined, inner: (part: QueryTree) => string): string {
  const { atLeastSeconds, atMostSeconds, without } = gap ?? {};
  return [
    atMostSeconds === undefined ? "" : ` within ${atMostSeconds}s`,
    atLeastSeconds === undefined ? "" : ` at least ${atLeastSeconds}s apart`,
    without === undefined ? "" : ` without ${inner(without)} between`,
  ].join("");
}
