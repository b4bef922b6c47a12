import { startsThing } from "./clauses.js";
import { markConjunctions } from "./conjunctions.js";
import { durationAt } from "./durations.js";
import { beforeThen, chasing, closeness, determiners, moments, standing, times, toNumber } from "./lexicon.js";
import type { Mark } from "./mark.js";
import { isBeside, isShouted, textAt, withoutStops, type Token } from "./tokens.js";

/** Decides for each token of a query whether it is an operator. Two passes, each of which looks a few words around. */
export function markTokens(query: string, tokens: readonly Token[]): (Mark | undefined)[] {
  const marks: (Mark | undefined)[] = tokens.map(() => undefined);
  const put = (at: number, mark: Mark | undefined): boolean => {
    if (mark) marks[at] = mark;
    return mark !== undefined;
  };
  for (let at = 0; at < tokens.length; at += 1) {
    if (tokens[at]?.kind !== "word") continue;
    const mark = timeAt(query, tokens, at) ?? orderAt(query, tokens, at) ?? prefixAt(tokens, at, marks);
    if (put(at, mark)) at += (mark as Mark).length - 1;
  }
  markConjunctions(query, tokens, marks);
  for (let at = tokens.length - 1; at >= 0; at -= 1) {
    if (marks[at] === undefined && tokens[at]?.kind === "word") put(at, suffixAt(query, tokens, at, marks));
  }
  pairExclusions(marks);
  return marks;
}

/** "without" counts with the next "between" only, and "between" with a "without" only. */
function pairExclusions(marks: (Mark | undefined)[]): void {
  let open: number | undefined;
  for (const [at, mark] of marks.entries()) {
    if (mark?.type === "without") {
      if (open !== undefined) marks[open] = undefined;
      open = at;
    } else if (mark?.type === "between") {
      if (open === undefined) marks[at] = undefined;
      open = undefined;
    }
  }
  if (open !== undefined) marks[open] = undefined;
}

/** "within 10s", "at least 5s apart", "at most 5s apart". */
function timeAt(query: string, tokens: readonly Token[], at: number): Mark | undefined {
  const word = textAt(tokens, at);
  if (word === "within") {
    const duration = durationAt(query, tokens, at + 1);
    if (!duration) return undefined;
    return { type: "within", seconds: duration.seconds, length: 1 + duration.length };
  }
  const second = textAt(tokens, at + 1);
  const isBound =
    (word === "at" && (second === "least" || second === "most")) || (word === "more" && second === "than");
  const duration = isBound ? durationAt(query, tokens, at + 2) : undefined;
  if (!duration) return undefined;
  const after = textAt(tokens, at + 2 + duration.length);
  const type = second === "most" ? "within" : "apart";
  if (after === "apart") return { type, seconds: duration.seconds, length: 3 + duration.length };
  if (after === "before" || after === "after") return { type, seconds: duration.seconds, length: 2 + duration.length };
  return undefined;
}

/** Words that say what comes before what, or at the same time. */
function orderAt(query: string, tokens: readonly Token[], at: number): Mark | undefined {
  const word = textAt(tokens, at) as string;
  const next = textAt(tokens, at + 1);
  const before = textAt(tokens, at - 1);
  const afterComma = tokens[at - 1]?.kind === "comma";
  if (isShouted(query, tokens[at] as Token) && ["then", "before", "after", "while"].includes(word))
    return { type: word as "then", length: 1 };
  if (word === "and" && (next === "then" || next === "afterwards" || next === "later" || next === "finally"))
    return textAt(tokens, at - 1) === "now" ? undefined : { type: "then", length: 2 };
  if (word === "and" && next === "last" && startsThing(tokens[at + 2])) return { type: "then", length: 2 };
  if (word === "first" && next === "and" && at > 0) return { type: "then", length: 2 };
  if (word === "then" && before === "and" && textAt(tokens, at - 2) === "now") return undefined;
  if (word === "then" && !beforeThen.has(before ?? "")) {
    return { type: "then", length: next === "last" || next === "finally" ? 2 : 1 };
  }
  if (afterComma && ["afterwards", "later", "finally", "last"].includes(word)) return { type: "then", length: 1 };
  if (word === "followed" && next === "by") return { type: "then", length: 2 };
  const isSide = word === "right" && (before === "the" || before === "to");
  if (closeness.has(word) && !isSide && (next === "before" || next === "after")) {
    const mark = relationAt(tokens, at + 1, at);
    return mark && { ...mark, length: mark.length + 1 };
  }
  if (["before", "after", "while", "during"].includes(word)) return relationAt(tokens, at, at);
  return undefined;
}

/** "before", "after", "while" and "during", unless they belong to a phrase. `from` is where the operator begins. */
function relationAt(tokens: readonly Token[], at: number, from: number): Mark | undefined {
  const word = textAt(tokens, at) as "before" | "after" | "while" | "during";
  const joins = word === "during" ? "while" : word;
  const next = textAt(tokens, at + 1);
  const before = textAt(tokens, from - 1);
  const noun = next !== undefined && determiners.has(next) ? textAt(tokens, at + 2) : next;
  if (isBeside(tokens[from - 1], "close") || (from > 0 && isBeside(tokens[at + 1], "open")))
    return { type: joins, length: 1 };
  if (word === "while" && (before === "a" || before === "worth")) return undefined;
  const saysWhen = word !== "while" && noun !== undefined && (times.has(noun) || times.has(withoutStops(noun)));
  const isNumber = word === "after" && next !== undefined && /^\d/.test(next);
  if (saysWhen || isNumber || next === "and" || next === "or") return undefined;
  if (word === "after" && ((from === at && chasing.has(before ?? "")) || next === "another" || noun === "other"))
    return undefined;
  if (word === "before" && standing.has(before ?? "")) return undefined;
  if (before !== undefined && (before === next || (before === "and" && textAt(tokens, from - 2) === "before")))
    return undefined;
  if (tokens[at + 1] === undefined && times.has(before ?? "")) return undefined;
  if (word !== "while" && moments.has(before ?? "") && determiners.has(textAt(tokens, from - 2) ?? ""))
    return undefined;
  const startsOperand = from === 0 || tokens[from - 1]?.kind === "open";
  if (!startsOperand) return { type: joins, length: 1 };
  const comma = commaAfter(tokens, at);
  if (comma !== undefined) return { type: "fronted", joins, comma, length: 1 };
  return isBeside(tokens[at + 1], "open") ? { type: joins, length: 1 } : undefined;
}

/** The comma that ends what a sentence begins with: "after a dog runs, …". */
function commaAfter(tokens: readonly Token[], at: number): number | undefined {
  for (let n = at + 1; n < tokens.length; n += 1) {
    const kind = tokens[n]?.kind;
    if (kind === "open" || kind === "close") return undefined;
    if (kind === "comma") return n > at + 1 && n < tokens.length - 1 ? n : undefined;
  }
  return undefined;
}

/** "not", "first" and "last" where an operand begins, and "without … between". */
function prefixAt(tokens: readonly Token[], at: number, marks: readonly (Mark | undefined)[]): Mark | undefined {
  const word = textAt(tokens, at);
  const before = tokens[at - 1];
  const startsOperand =
    before === undefined ||
    before.kind === "open" ||
    before.kind === "comma" ||
    endsMark(marks, at) ||
    ["and", "or", "but"].includes(before.text);
  const next = tokens[at + 1];
  if (word === "not" && startsOperand) return { type: "not", length: 1 };
  if (startsOperand && word === "at" && (next?.text === "first" || next?.text === "last"))
    return { type: next.text, length: 2 };
  if (startsOperand && (word === "first" || word === "last")) {
    if (isBeside(next, "open") || startsThing(next)) return { type: word, length: 1 };
    if (next?.text === "time" && startsThing(tokens[at + 2])) return { type: word, length: 2 };
  }
  if (startsOperand && word === "the" && (next?.text === "first" || next?.text === "last")) {
    if (textAt(tokens, at + 2) === "time" && startsThing(tokens[at + 3])) return { type: next.text, length: 3 };
  }
  if (word === "without" && at > 0) return { type: "without", length: 1 };
  return undefined;
}

/** Whether an operator ends just before a token. */
function endsMark(marks: readonly (Mark | undefined)[], at: number): boolean {
  for (let n = at - 1; n >= Math.max(0, at - 4); n -= 1) {
    const mark = marks[n];
    if (mark) return n + mark.length === at;
  }
  return false;
}

/** What only counts at the end of an operand: "twice", "three times", "for at least 5s", "between", "last". */
function suffixAt(
  query: string,
  tokens: readonly Token[],
  at: number,
  marks: readonly (Mark | undefined)[],
): Mark | undefined {
  const ends = (n: number) => {
    const kind = tokens[n]?.kind;
    return n >= tokens.length || kind === "close" || kind === "comma" || marks[n] !== undefined;
  };
  const word = withoutStops(textAt(tokens, at) as string);
  if (at === 0) return undefined;
  if (word === "twice" && ends(at + 1)) return { type: "repeated", times: 2, length: 1 };
  const many = toNumber(word);
  if (many !== undefined && withoutStops(textAt(tokens, at + 1) ?? "") === "times" && ends(at + 2))
    return Number.isInteger(many) && many > 1 ? { type: "repeated", times: many, length: 2 } : undefined;
  if (word === "for") {
    const second = textAt(tokens, at + 1);
    const skipped = second === "at" || second === "more" ? 3 : second === "over" ? 2 : 1;
    const duration = durationAt(query, tokens, at + skipped);
    if (duration && ends(at + skipped + duration.length))
      return { type: "lasting", seconds: duration.seconds, length: skipped + duration.length };
  }
  if (word === "in" && marks[at + 1]?.type === "between") return { type: "between", length: 2 };
  if (word === "between" && ends(at + 1)) return { type: "between", length: 1 };
  if (word === "last" && at === tokens.length - 1 && hasFirst(tokens)) return { type: "closing", length: 1 };
  return undefined;
}

const hasFirst = (tokens: readonly Token[]): boolean => tokens.some(({ text }) => text === "first");
