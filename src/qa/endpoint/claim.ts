import type { QueryTree } from "../../query/language/tree.js";
import { toText } from "../../query/language/tree.js";
import { fill, inPart, toStatement } from "../language/template.js";
import type { Programme } from "../programme.js";
import { withCountsSaid } from "../retrieval.js";
import type { Asked } from "./prompt.js";

/** What must be seen in a video for an answer to hold. */
export interface Claim {
  readonly statement: QueryTree;
  /** Whether it is there: "no" claims that it is not. */
  readonly isThere: boolean;
  /** How many pictures must show it. */
  readonly minPictures: number;
}

const polar = ["yes", "no"] as const;

/** What a server is asked about one video for a question that is read as `programme`. */
export function toAsked(question: string, programme: Programme, choices: readonly string[]): Asked {
  switch (programme.type) {
    case "which-video":
      return { question: `Does this video show ${toText(programme.statement)}?`, choices: polar };
    case "exists":
    case "order":
      return { question, choices: choices.length > 0 ? choices : polar };
    case "choose":
      return { question, choices: programme.options.map(({ text }) => text) };
    case "when":
    case "how-long":
    case "how-often":
    case "contents":
    case "outside":
    default:
      return { question, choices };
  }
}

/**
 * What an answer to a question claims to be seen, in Kinodex's own reading of both: what a server says in favour of its
 * answer is not asked for, as it might be true and prove nothing.
 */
export function toClaim(programme: Programme, answer: string): Claim {
  const isThere = !/^no\b/i.test(answer);
  const claim = (statement: QueryTree, about: Partial<Claim> = {}): Claim => {
    return { statement: withCountsSaid(statement), isThere: true, minPictures: 1, ...about };
  };
  switch (programme.type) {
    case "exists":
    case "which-video":
      return claim(programme.statement, { isThere });
    case "order": {
      const { earlier, later } = programme;
      return claim({ type: "then", operands: isThere ? [earlier, later] : [later, earlier] });
    }
    case "when":
    case "how-long":
      return claim(programme.statement);
    case "how-often": {
      const count = countOf(answer);
      return claim(programme.statement, { isThere: count > 0, minPictures: count });
    }
    case "choose":
      return claim(programme.options.find(({ text }) => text === answer)?.statement ?? toStatement(answer));
    case "contents":
      if (isSentence(answer)) return claim(toStatement(answer));
      return claim(inPart(toStatement(fill(programme.asked, answer)), programme.part));
    case "outside":
    default:
      return claim(toStatement(answer));
  }
}

/** What pictures are looked for by, before there is an answer. */
export function soughtBy(programme: Programme, question: string): readonly QueryTree[] {
  switch (programme.type) {
    case "order":
      return [programme.earlier, programme.later].map(withCountsSaid);
    case "choose":
      return programme.options.map(({ statement }) => withCountsSaid(statement));
    case "contents": {
      const { asked, part } = programme;
      const anything = asked.kind === "colours" ? "coloured" : (asked.group ?? "something");
      const sought = toStatement(asked.template.replace("{}", anything));
      return "anchor" in part ? [part.anchor, sought] : [sought];
    }
    case "outside":
      return [{ type: "phrase", text: question.replace(/\?\s*$/, "") }];
    case "exists":
    case "when":
    case "how-long":
    case "how-often":
    case "which-video":
    default:
      return [withCountsSaid(programme.statement)];
  }
}

const words = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
const adverbs = ["never", "once", "twice"];

/** The count that an answer names; infinite, which nothing can show, where it names none. */
function countOf(answer: string): number {
  const digits = /\d+/.exec(answer);
  if (digits) return Number(digits[0]);
  const said = answer.toLowerCase().split(/\W+/);
  const count = said.map((word) => Math.max(words.indexOf(word), adverbs.indexOf(word))).find((number) => number >= 0);
  return count ?? Number.POSITIVE_INFINITY;
}

/** Longer answers say what is seen in full: "the man is holding a ball in his left hand". */
const isSentence = (answer: string): boolean => answer.split(" ").length > 5;
