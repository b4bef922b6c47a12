/**
 * A row of a table of forms that questions have: what matches it, a question that does, and how that one is read.
 * `test/qa/forms.test.ts` reads the example of every row.
 */
export interface Form<Reading> {
  readonly pattern: RegExp;
  readonly example: string;
  /** What the example is read as. */
  readonly reads: Reading;
  /** Reads what the groups of the pattern caught; a group that took no part caught "". */
  readonly read: (...caught: string[]) => Reading;
}

/** A form that is always read as the same. */
export function fixed<Reading>(pattern: RegExp, example: string, reads: Reading): Form<Reading> {
  return { pattern, example, reads, read: () => reads };
}

/** Reads a text by the first form that matches; undefined where none does. */
export function readBy<Reading>(forms: readonly Form<Reading>[], text: string): Reading | undefined {
  for (const { pattern, read } of forms) {
    const match = pattern.exec(text);
    if (match) return read(...match.slice(1).map((caught: string | undefined) => caught ?? ""));
  }
  return undefined;
}

/** A row of a table of words to replace, mostly by nothing, before what is left is read. */
export interface Rewrite {
  readonly pattern: RegExp;
  /** As in `String.replace`. */
  readonly to: string;
  readonly example: string;
  /** What the example becomes. */
  readonly reads: string;
}

/** Applies every row of a table, in order. */
export function rewrite(rewrites: readonly Rewrite[], text: string): string {
  return rewrites.reduce((rest, { pattern, to }) => rest.replace(pattern, to), text);
}
