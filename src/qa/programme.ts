import { toText, type QueryTree } from "../query/language/tree.js";

/** What a question asks the index: a small programme over retrieval, made by {@link readQuestion}; plain data. */
export type Programme =
  | { readonly type: "exists"; readonly statement: QueryTree }
  /** Whether one thing happens before another. */
  | { readonly type: "order"; readonly earlier: QueryTree; readonly later: QueryTree }
  | { readonly type: "when" | "how-long" | "how-often" | "which-video"; readonly statement: QueryTree }
  /** Which of the given answers is the right one. */
  | {
      readonly type: "choose";
      readonly options: readonly StatedOption[];
      /** By how well their statements fit, or by which of them is shown first or last. */
      readonly by: "evidence" | "first" | "last";
    }
  /** What a bank of concepts finds, in all of a video or in a part of it. */
  | {
      readonly type: "contents";
      readonly asked: AskedConcept;
      readonly part: Part;
    }
  /** Understood as something that retrieval cannot tell. */
  | { readonly type: "outside"; readonly because: string };

/** An answer to choose, and the statement that is true if it is the right one. */
export interface StatedOption {
  readonly text: string;
  readonly statement: QueryTree;
}

/** Which concepts of a bank may be the answer. */
export interface AskedConcept {
  readonly kind: "subjects" | "places" | "actions" | "colours" | "anything";
  /** A heading of the bank, as "an animal". */
  readonly group?: string;
  /** What is looked for, with `{}` in place of the concept: "{} jumps". */
  readonly template: string;
  /** Whether it is a gap in a sentence, which wants one answer. */
  readonly isGap?: boolean;
}

/** A part of a video. */
export type Part =
  { readonly at: "any" | "first" | "last" } | { readonly at: "before" | "after" | "while"; readonly anchor: QueryTree };

/** A programme in a line or more, for people. */
export function toProgrammeText(programme: Programme): string {
  switch (programme.type) {
    case "exists":
    case "when":
    case "how-long":
    case "how-often":
    case "which-video":
      return `${programme.type}: ${toText(programme.statement)}`;
    case "order":
      return `order: ${toText(programme.earlier)} before ${toText(programme.later)}`;
    case "choose":
      return [
        `choose by ${programme.by}:`,
        ...programme.options.map(({ text, statement }) => `  ${text}: ${toText(statement)}`),
      ].join("\n");
    case "contents": {
      const { asked, part } = programme;
      const place = part.at === "any" ? "" : "anchor" in part ? ` ${part.at} ${toText(part.anchor)}` : ` ${part.at}`;
      return `contents${place}: ${asked.group ?? asked.kind} as "${asked.template}"`;
    }
    case "outside":
    default:
      return `outside: ${programme.because}`;
  }
}
