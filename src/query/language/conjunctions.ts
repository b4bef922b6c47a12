import { isFiniteVerb, startsThing } from "./clauses.js";
import { prepositions } from "./lexicon.js";
import type { Mark } from "./mark.js";
import { isBeside, isShouted, textAt, type Token } from "./tokens.js";

/** Marks each "and" and "or" that joins two clauses or things rather than two words of one description. */
export function markConjunctions(query: string, tokens: readonly Token[], marks: (Mark | undefined)[]): void {
  const verbAhead = lookAhead(tokens, marks);
  let hasVerb = false;
  let things = 0;
  let governed = false;
  for (const [at, token] of tokens.entries()) {
    if (marks[at] || token.kind === "open" || token.kind === "close") {
      hasVerb = false;
      things = 0;
    }
    const excludes = marks[at + 1]?.type === "not" && at > 0;
    if (excludes && !marks[at] && (token.kind === "comma" || token.text === "but"))
      marks[at] = { type: "and", length: 1 };
    if (token.kind !== "word" || marks[at]) continue;
    if (token.text === "and" || token.text === "or") {
      const next = tokens[at + 1];
      const quoted = isBeside(tokens[at - 1], "close") || isBeside(next, "open");
      const explicit = quoted || isShouted(query, token) || marks[at + 1]?.type === "not";
      const clauses = hasVerb && startsThing(next) && verbAhead[at + 1] === true;
      const choice = token.text === "or" && things === 1 && !governed && startsThing(next);
      if (explicit || clauses || choice) {
        marks[at] = { type: token.text, length: 1 };
        hasVerb = false;
        things = 0;
      }
      continue;
    }
    if (startsThing(token)) {
      things += 1;
      governed = prepositions.has(textAt(tokens, at - 1) ?? "");
    }
    hasVerb ||= isFiniteVerb(tokens, at);
  }
}

/** Whether a verb follows before the clause ends. */
function lookAhead(tokens: readonly Token[], marks: readonly (Mark | undefined)[]): boolean[] {
  const ahead: boolean[] = tokens.map(() => false);
  for (let at = tokens.length - 1; at >= 0; at -= 1) {
    const token = tokens[at] as Token;
    const ends = marks[at] || token.kind !== "word" || token.text === "and" || token.text === "or";
    ahead[at] = !ends && (isFiniteVerb(tokens, at) || ahead[at + 1] === true);
  }
  return ahead;
}
