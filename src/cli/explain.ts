import { basename } from "node:path";
import { toClockSpan } from "../core/clock.js";
import { logistic } from "../core/logistic.js";
import type { QueryTree, SearchResult } from "../app/kinodex.js";
import { operandsOf, toQueryText } from "../app/texts.js";
import { toPrintable } from "../core/printable.js";

/** How a query was understood, what was done for it, and what each operand matched. */
export function toExplanation({ tree, plan, moments }: SearchResult): string {
  if (!tree) return "";
  const lines = ["read as:", ...toTreeLines(tree).map((line) => `  ${line}`), "plan:"];
  if (!plan) return [...lines, "  one description, searched for as it is"].join("\n");
  lines.push(
    `  ${plan.phrases.length} ${plan.phrases.length === 1 ? "description" : "descriptions"} encoded in one batch and searched for`,
    `  ${plan.candidates} candidate videos aligned, ${plan.cells} stretches of them`,
    ...(plan.sentence === undefined ? [] : [`  and as one sentence, "${plan.sentence}"`]),
    ...(plan.hearsOrder ? ["  pooled clips compared with that sentence and with its reverse"] : []),
    ...(tree.type === "then" && !plan.hearsOrder ? ["  the order is judged by the curves alone"] : []),
    "matched:",
  );
  for (const [n, { path, operands = [], orderContrast }] of moments.entries()) {
    lines.push(`  ${n + 1}  ${toPrintable(basename(path))}`);
    for (const operand of operands) {
      lines.push(`     ${toClockSpan(operand)}  ${operand.similarity.toFixed(3)}  ${operand.text}`);
    }
    if (orderContrast !== undefined)
      lines.push(`     in this order rather than the reverse: ${logistic(orderContrast).toFixed(2)}`);
  }
  return lines.join("\n");
}

function toTreeLines(tree: QueryTree): string[] {
  if (tree.type === "phrase") return [`"${tree.text}"`];
  const gapOf = (n: number): string[] => {
    const gap = tree.type === "then" && n > 0 ? tree.gaps?.[n - 1] : undefined;
    if (!gap) return [];
    const { atLeastSeconds, atMostSeconds, without } = gap;
    return [
      ...(atMostSeconds === undefined ? [] : [`(within ${atMostSeconds} s)`]),
      ...(atLeastSeconds === undefined ? [] : [`(at least ${atLeastSeconds} s apart)`]),
      ...(without === undefined ? [] : [`(without ${toQueryText(without)} between)`]),
    ];
  };
  const suffix =
    tree.type === "lasting"
      ? ` at least ${tree.atLeastSeconds} s`
      : tree.type === "repeated"
        ? ` ${tree.times} times`
        : "";
  const parts = operandsOf(tree).flatMap((operand, n) => [...gapOf(n), ...toTreeLines(operand)]);
  return [`${tree.type}${suffix}`, ...parts.map((line) => `  ${line}`)];
}
