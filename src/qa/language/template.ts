import { KinodexError } from "../../core/errors.js";
import { prepositions } from "../../query/language/lexicon.js";
import { parseQuery } from "../../query/language/parse.js";
import type { QueryTree } from "../../query/language/tree.js";
import type { AskedConcept, Part } from "../programme.js";

/** Puts an answer into the `{}` of a template: "the man holds {}" and "a ball" give "the man holds a ball". */
export function fill({ template, kind }: AskedConcept, answer: string): string {
  const [before = "", after = ""] = template.split("{}").map((side) => side.trim());
  let middle = answer.trim();
  const pronoun = /^(he|she|it|they|we|i) +/i;
  if (before !== "") middle = middle.replace(pronoun, "");
  if (kind === "places" && !prepositions.has(middle.split(" ")[0] as string)) middle = `in ${middle}`;
  if (kind === "colours") return withColour(middle, before, after);
  return [before, middle, after].filter((part) => part !== "").join(" ");
}

/** "a red bowl", "pink trees". */
function withColour(colour: string, before: string, after: string): string {
  const article = before === "a" && /^[aeiou]/.test(colour) ? "an" : before;
  return [article, colour, after].filter((part) => part !== "").join(" ");
}

/** A statement as a tree; what has the signs of the query language in it but cannot be read is one description. */
export function toStatement(text: string): QueryTree {
  const plain = text
    .replaceAll(/[()]/g, " ")
    .replaceAll(/\s*\/\s*/g, " ")
    .replaceAll(/\s+/g, " ")
    .trim();
  try {
    return parseQuery(plain);
  } catch (error) {
    if (!(error instanceof KinodexError)) throw error;
    return { type: "phrase", text: plain.replaceAll('"', "") };
  }
}

/** A statement about a part of a video: "after the dog runs" and "a cat sleeps" give a sequence. */
export function inPart(statement: QueryTree, part: Part): QueryTree {
  switch (part.at) {
    case "after":
      return { type: "then", operands: [part.anchor, statement] };
    case "before":
      return { type: "then", operands: [statement, part.anchor] };
    case "while":
      return { type: "while", operands: [part.anchor, statement] };
    case "any":
    case "first":
    case "last":
    default:
      return statement;
  }
}
