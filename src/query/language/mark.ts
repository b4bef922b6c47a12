import type { Token } from "./tokens.js";

/** What a word of a query does, where it is not just a part of a phrase. */
export type Mark = { readonly length: number } & (
  | { readonly type: "then" | "before" | "after" | "while" | "and" | "or" }
  | { readonly type: "not" | "first" | "last" | "without" | "between" | "closing" }
  | { readonly type: "fronted"; readonly joins: "before" | "after" | "while"; readonly comma: number }
  | { readonly type: "within" | "apart" | "lasting"; readonly seconds: number }
  | { readonly type: "repeated"; readonly times: number }
);

/** The operators that join two operands into a sequence or a coincidence. */
export type Joint = Mark & { readonly type: "then" | "before" | "after" | "while" };

export function isJoint(mark: Mark | undefined): mark is Joint {
  return mark !== undefined && ["then", "before", "after", "while"].includes(mark.type);
}

/** Whether the "first" there opens a sequence ("first a dog, then a cat") rather than asking for the first time. */
export function leadsSequence(tokens: readonly Token[], marks: readonly (Mark | undefined)[], first: number): boolean {
  for (let at = first + 1; at < tokens.length; at += 1) {
    const kind = tokens[at]?.kind;
    if (kind === "open" || kind === "close") return false;
    const mark = marks[at];
    if (mark && mark.type !== "fronted") return mark.type === "then";
  }
  return false;
}
