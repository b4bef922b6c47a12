import type { Mark } from "./mark.js";
import type { Token } from "./tokens.js";

/** Tokens, and which of them are operators. */
export interface MarkedTokens {
  readonly tokens: readonly Token[];
  readonly marks: readonly (Mark | undefined)[];
}

/**
 * Takes a parenthesis that follows a description, with no operator before it, for an aside: part of that description,
 * whatever stands in it ("a dark hall (13 s, then black)"). One that is never closed is left as it is.
 */
export function markAsides({ tokens, marks }: MarkedTokens): MarkedTokens {
  const plainTokens = [...tokens];
  const plainMarks = [...marks];
  /** Where the last operator ends: what begins there is its operand. */
  let operatorEnd = 0;
  for (let at = 0; at < tokens.length; at += 1) {
    const mark = plainMarks[at];
    if (mark) operatorEnd = at + mark.length;
    const before = plainTokens[at - 1]?.kind;
    const followsText = at > operatorEnd && (before === "word" || before === "quoted" || before === "comma");
    if (tokens[at]?.kind !== "open" || !followsText) continue;
    const close = closeOf(tokens, at);
    if (close === undefined) return { tokens: plainTokens, marks: plainMarks };
    for (let inside = at; inside <= close; inside += 1) {
      plainTokens[inside] = { ...(tokens[inside] as Token), kind: "word" };
      plainMarks[inside] = undefined;
    }
    at = close;
  }
  return { tokens: plainTokens, marks: plainMarks };
}

/** The parenthesis that closes the one at `open`. */
function closeOf(tokens: readonly Token[], open: number): number | undefined {
  let depth = 0;
  for (let at = open; at < tokens.length; at += 1) {
    if (tokens[at]?.kind === "open") depth += 1;
    else if (tokens[at]?.kind === "close") depth -= 1;
    if (depth === 0) return at;
  }
  return undefined;
}
