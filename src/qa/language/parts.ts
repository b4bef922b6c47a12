import { parseQuery } from "../../query/language/parse.js";
import type { Part } from "../programme.js";
import { declare } from "./declare.js";

const atFirst =
  /,? (?:at )?(?:the )?(?:very )?(?:first|beginning|start|initially)(?: of all)?$|,? (?:at|in) the (?:first|beginning|start)$/;
const atLast = /,? (?:at )?(?:last|finally)$|,? (?:at|in) the (?:very )?(?:last|end)$/;

/** Takes "first", "at the end", "after a dog runs" off a question: the rest, and the part of the video it speaks of. */
export function takePart(question: string): { readonly rest: string; readonly part: Part } {
  if (atFirst.test(question)) return { rest: question.replace(atFirst, ""), part: { at: "first" } };
  if (atLast.test(question)) return { rest: question.replace(atLast, ""), part: { at: "last" } };
  const fronted = /^(after|before|while) ([^,]+), (.+)$/.exec(question);
  if (fronted) return toPart(fronted[3] as string, fronted[1] as string, fronted[2] as string);
  const trailing = /^(.+?) (?:(?<!the |to )right |just |immediately |shortly )?(after|before|while|during) (.+)$/.exec(
    question,
  );
  if (trailing) return toPart(trailing[1] as string, trailing[2] as string, trailing[3] as string);
  return { rest: question, part: { at: "any" } };
}

function toPart(rest: string, word: string, anchor: string) {
  const at = word === "during" ? "while" : (word as "before" | "after" | "while");
  return { rest, part: { at, anchor: parseQuery(anchor) } };
}

/**
 * Takes "the stove or the dog" off "what is shown first, the stove or the dog"; none where the question names no
 * alternatives.
 */
export function takeAlternatives(question: string): {
  readonly rest: string;
  readonly alternatives: readonly string[];
} {
  const [, rest, list] = /^((?:what|which|who)\b[^:,]*)[:,] (.+)$/.exec(question) ?? [];
  if (rest === undefined || list === undefined || !/\bor\b/.test(list)) return { rest: question, alternatives: [] };
  const alternatives = list.split(/,? or |, /).map((one) => one.trim());
  return { rest, alternatives: alternatives.filter((one) => one !== "") };
}

/** "is it a dog or a cat": a choice that begins like a yes/no question. */
export function eitherOf(question: string): readonly string[] | undefined {
  const list = /^(?:is|are) (?:it|this|that|there|they|these) (.+ or .+)$/.exec(question)?.[1];
  return list?.split(/,? or |, /).map((one) => one.trim());
}

/** What follows "does" or "is there" as a statement; undefined for a question that does not begin so. */
export function readPolar(question: string): string | undefined {
  const shows =
    /^(?:does|do|can|could|did) (?:the|this|that|any|a|you|we|i) ?(?:video|clip|film|movie|footage|recording|scene)?s? ?(?:ever )?(?:show|contain|include|feature|see|have|spot|find) (.+)$/.exec(
      question,
    );
  if (
    shows &&
    /^(?:does|do|did|can|could) (?:(?:the|this|that|any|a) (?:video|clip|film|movie|footage|recording|scene)s?|you|we|i) /.test(
      question,
    )
  )
    return shows[1];
  const [, auxiliary, rest] = /^(do|does|did|can|could|will) (.+)$/.exec(question) ?? [];
  if (auxiliary !== undefined && rest !== undefined)
    return declare(rest, auxiliary)
      .replace(/ (?:happen|occur|take place)s?(?= |$)/g, "")
      .replace(/ takes place/g, "");
  const whether = /^(?:whether|if) (?:there (?:is|are) (?:any )?)?(.+)$/.exec(question);
  if (whether) return whether[1];
  const there = /^(?:is|are|was|were) there (?:ever )?(?:any |some )?(.+)$/.exec(question);
  if (there) return there[1];
  const weather = /^(?:is|was) it (.+)$/.exec(question);
  if (weather) return weather[1];
  const being = /^(?:is|are|was|were) (.+)$/.exec(question);
  if (being) return withoutSeen(being[1] as string);
  const having = /^(?:has|have|had) (.+?) (?:got |had )?(an? .+)$/.exec(question);
  return having ? `${having[1]} has ${having[2]}` : undefined;
}

/** "a dog visible" is "a dog". */
export const withoutSeen = (statement: string): string =>
  statement.replace(
    / (?:ever )?(?:visible|shown|seen|present|to be seen|on (?:the )?screen|there|in (?:the )?(?:picture|frame|view))(?= before | after | then |$)/g,
    "",
  );
