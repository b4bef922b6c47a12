import { KinodexError } from "../../core/errors.js";

/** A place in a query, in UTF-16 units from its start. */
export interface Place {
  readonly start: number;
  readonly end: number;
}

const widest = 100;

/** The error of a query that cannot be read: what is wrong, the place marked under the query, and a correct example. */
export function createQueryError(query: string, { start, end }: Place, problem: string, example: string): KinodexError {
  const from = Math.max(0, Math.min(start, query.length) - widest / 2);
  const line = query.slice(from, from + widest).replaceAll(/\s/g, " ");
  const carets = "^".repeat(Math.max(1, Math.min(end, from + widest) - start));
  const message = `cannot read the query: ${problem}\n  ${line}\n  ${" ".repeat(start - from)}${carets}\nwrite for example: ${example}`;
  return new KinodexError("usage", message, { query, problem, startOffset: start, endOffset: end, example });
}
