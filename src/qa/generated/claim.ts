import { operandsOf, phrasesOf, toText, type QueryTree } from "../../query/language/tree.js";
import { fill, inPart, toStatement } from "../language/template.js";
import type { Programme } from "../programme.js";
import type { Asked } from "./asked.js";

/** What must be seen in a video for an answer to hold. */
export interface Claim {
  readonly statement: QueryTree;
  /** Whether it is there: "no" claims that it is not. */
  readonly isThere: boolean;
  /** The part of the video in which it must be seen. */
  readonly within?: "first" | "last";
  /** What it must be seen before, or after. */
  readonly rivals?: { readonly end: "first" | "last"; readonly statements: readonly QueryTree[] };
}

const polar = ["yes", "no"] as const;

/** What a model is asked about one video for a question that is read as `programme`. */
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

/** Whether a few pictures can tell it: they cannot say how long, how often, or when for the first time. */
export function isToldByPictures(programme: Programme): boolean {
  switch (programme.type) {
    case "how-long":
    case "how-often":
      return false;
    case "order":
      return [programme.earlier, programme.later].every(isSeenAtOnce);
    case "exists":
    case "when":
    case "which-video":
      return isSeenAtOnce(programme.statement);
    case "choose":
      return programme.options.every(({ statement }) => isSeenAtOnce(statement));
    case "contents":
      return !("anchor" in programme.part) || isSeenAtOnce(programme.part.anchor);
    case "outside":
    default:
      return true;
  }
}

function isSeenAtOnce(tree: QueryTree): boolean {
  if (["lasting", "repeated", "first", "last"].includes(tree.type)) return false;
  const hasGap = tree.type === "then" && (tree.gaps ?? []).some((gap) => Object.keys(gap).length > 0);
  return !hasGap && operandsOf(tree).every(isSeenAtOnce);
}

/**
 * What an answer to a question claims to be seen, in Kinodex's own reading of both: what a model says in favour of its
 * answer is not asked for, as it might be true and prove nothing.
 */
export function toClaim(programme: Programme, answer: string): Claim {
  const isThere = !/^no\b/i.test(answer);
  switch (programme.type) {
    case "exists":
    case "which-video":
      return { statement: programme.statement, isThere };
    case "order": {
      const { earlier, later } = programme;
      return { statement: { type: "then", operands: isThere ? [earlier, later] : [later, earlier] }, isThere: true };
    }
    case "when":
    case "how-long":
    case "how-often":
      return { statement: programme.statement, isThere: true };
    case "choose": {
      const { options, by } = programme;
      const chosen = options.find(({ text }) => text === answer);
      const statements = options.filter((option) => option !== chosen).map(({ statement }) => statement);
      const statement = chosen?.statement ?? toDescription(answer);
      return { statement, isThere: true, ...(by === "evidence" ? {} : { rivals: { end: by, statements } }) };
    }
    case "contents": {
      const { asked, part } = programme;
      const statement = inPart(toDescription(isSentence(answer) ? answer : fill(asked, answer)), part);
      return { statement, isThere: true, ...(part.at === "first" || part.at === "last" ? { within: part.at } : {}) };
    }
    case "outside":
    default:
      return { statement: toDescription(answer), isThere: true };
  }
}

const toPhrase = (text: string): QueryTree => ({ type: "phrase", text: text.replaceAll('"', "").trim() });

/**
 * The words of a model as one description, as sure as the least sure of what it names: read as a query, "a ball or a gun"
 * would hold by either, and looked for as one phrase by its similarity to the ball.
 */
function toDescription(text: string): QueryTree {
  const [whole, named] = [toPhrase(text), phrasesOf(toStatement(text))];
  if (named.length < 2) return whole;
  return { type: "while", operands: [whole, ...named.map(toPhrase)] };
}

/** What pictures are looked for by, before there is an answer. */
export function soughtBy(programme: Programme, question: string): readonly QueryTree[] {
  switch (programme.type) {
    case "order":
      return [programme.earlier, programme.later];
    case "choose":
      return programme.options.map(({ statement }) => statement);
    case "contents": {
      const { asked, part } = programme;
      const anything = asked.kind === "colours" ? "coloured" : (asked.group ?? "something");
      const sought = toStatement(asked.template.replace("{}", anything));
      return "anchor" in part ? [part.anchor, sought] : [sought];
    }
    case "outside":
      return [toPhrase(question.replace(/\?\s*$/, ""))];
    case "exists":
    case "when":
    case "how-long":
    case "how-often":
    case "which-video":
    default:
      return [programme.statement];
  }
}

/** Longer answers say what is seen in full: "the man is holding a ball in his left hand". */
const isSentence = (answer: string): boolean => answer.split(" ").length > 5;
