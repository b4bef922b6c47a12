import { parseQuery } from "../../query/language/parse.js";
import type { QueryTree } from "../../query/language/tree.js";
import type { AskedConcept, Part, Programme } from "../programme.js";
import { declare } from "./declare.js";
import { eitherOf, readPolar, takeAlternatives, takePart, withoutSeen } from "./parts.js";
import { numerals } from "./numerals.js";
import { createQuestionError } from "./questionError.js";
import { fill, inPart, toStatement } from "./template.js";
import { readWh } from "./wh.js";

const longestQuestion = 2000;
const mostCounted = 6;
const mostChoices = 50;

/**
 * Reads a question in plain English as a programme; `choices` are the answers to choose from, where there are some.
 *
 * @throws {KinodexError} `usage`, with examples, for what is no question, and for fewer than two choices or equal ones
 */
export function readQuestion(question: string, choices: readonly string[] = []): Programme {
  checkChoices(question, choices);
  const plain = normalise(question);
  if (plain === "") throw createQuestionError(question, "it is empty");
  if (question.length > longestQuestion)
    throw createQuestionError(question, `it has more than ${longestQuestion} characters`);
  const outside = outsideOf(plain);
  if (outside !== undefined && choices.length === 0) return { type: "outside", because: outside };
  const programme =
    readEither(plain, choices) ??
    readTimes(plain, choices) ??
    readCount(plain, choices) ??
    readStatement(plain, choices) ??
    readContents(plain, choices);
  if (programme) return programme;
  if (choices.length > 0) return choose(choices, { kind: "anything", template: "{}" }, { at: "any" });
  throw createQuestionError(question, "it does not begin as a question does");
}

function checkChoices(question: string, choices: readonly string[]): void {
  if (choices.length > mostChoices) throw createQuestionError(question, `there are more than ${mostChoices} choices`);
  if (choices.some((choice) => choice.length > longestQuestion))
    throw createQuestionError(question, `a choice has more than ${longestQuestion} characters`);
  if (choices.length === 1) throw createQuestionError(question, "one choice is none: give at least two");
  if (
    new Set(choices.map((choice) => choice.trim())).size < choices.length ||
    choices.some((choice) => choice.trim() === "")
  )
    throw createQuestionError(question, "two choices are the same, or one is empty");
}

const politeness =
  /^(?:(?:please|so|and|well|hey|ok|okay),? |(?:can|could) you (?:please )?tell me |tell me |i want to know |do you know |(?:in|during) (?:the|this) (?:video|clip|film|scene),? )+/;
const whole =
  /,? (?:anywhere )?(?:in|of|during|from) (?:the|this|that|my) (?:whole |entire )?(?:video|clip|film|movie|footage|recording)s?(?= (?:first|last|before|after)\b|[,:]|$)/g;

/** Lower case but for names, without the question mark, politeness, and "in the video". */
function normalise(question: string): string {
  const plain = question
    .trim()
    .replaceAll(/\s+/g, " ")
    .replace(/[?!.\s]+$/, "");
  const isShouted = plain === plain.toUpperCase();
  const lowered = isShouted ? plain.toLowerCase() : plain.charAt(0).toLowerCase() + plain.slice(1);
  const rest = lowered.replaceAll(/\bI\b/g, "i").replace(politeness, "");
  return /^what is in\b/.test(rest)
    ? rest.replace(/^(what is in) .*(?:video|clip|film|movie|footage|recording|picture|scene)\b/, "$1")
    : rest.replace(whole, "");
}

function outsideOf(question: string): string | undefined {
  if (/^(?:why|how come)\b/.test(question)) return "it asks for a reason, and what is seen does not tell why";
  if (/^how (?:much|old|far|fast|tall|big|heavy|large|deep)\b/.test(question) && !/^how much time\b/.test(question))
    return "it asks for a measurement, and similarities tell none";
  if (/^how (?:does|do|did|is|are|can|could|to|would|should)\b/.test(question))
    return "it asks how something is done, which retrieval does not tell";
  if (
    /^(?:what|who).* (?:saying|says?|said|talking about|called|named|think|thinks|feel|feels)\b/.test(question) ||
    /^what(?:'s| is) .*\bname\b/.test(question)
  )
    return "it asks for words, names or thoughts, and only what is seen is known";
  return undefined;
}

/** "is it a dog or a cat" */
function readEither(question: string, choices: readonly string[]): Programme | undefined {
  const either = choices.length === 0 ? eitherOf(question) : undefined;
  if (!either) return undefined;
  checkChoices(question, either);
  return choose(either, { kind: "anything", template: "{}" }, { at: "any" });
}

/** When, how long, how many times, which video. */
function readTimes(question: string, choices: readonly string[]): Programme | undefined {
  const often = /^how (?:many times|often) (.+)$/.exec(question);
  if (often) return { type: "how-often", statement: toTree(saidOf(often[1] as string)) };
  if (choices.length > 0) return undefined;
  const video =
    /^(?:(?:in|on) )?which (?:of (?:the|these|my) )?(?:video|clip|film|file|recording|movie)s? (.+)$/.exec(question) ??
    /^where can (?:i|we|you) (?:find|see|watch) (.+)$/.exec(question);
  if (video) return { type: "which-video", statement: toTree(saidOf(withoutShows(video[1] as string))) };
  const long = /^(?:for )?how (?:long|much time|many seconds|many minutes) (?:of the (?:video|clip) )?(.+)$/.exec(
    question,
  );
  if (long)
    return { type: "how-long", statement: toTree(saidOf(long[1] as string).replace(/ (?:lasts?|takes?|for)$/, "")) };
  const when =
    /^(?:when|(?:at|from) (?:what|which) (?:time|point|moment|second|timestamp)s?(?: on)?|(?:in )?(?:what|which) part) (.+)$/.exec(
      question,
    );
  return when ? { type: "when", statement: toTree(withTurn(saidOf(when[1] as string))) } : undefined;
}

/** "a dog first appears" is "first a dog appears". */
const withTurn = (said: string): string => said.replace(/^((?:an?|the) .+?) (first|last) (\S+)/, "$2 $1 $3");
const withoutShows = (text: string): string =>
  text.replace(/^(?:shows?|contains?|includes?|features?|has|have|is about|can i see) /, "");

/** "does a dog run", "is the moon visible", "a dog runs" as statements. */
function saidOf(question: string): string {
  const seen = /^(?:can|do|could) (?:we|you|i) (?:first |last )?see (.+)$/.exec(question);
  return withoutSeen(seen?.[1] ?? readPolar(question) ?? question);
}

/** "how many bears are there": a choice among numbers. */
function readCount(question: string, choices: readonly string[]): Programme | undefined {
  const [, counted] = /^how many (.+)$/.exec(question) ?? [];
  if (counted === undefined) return undefined;
  const things = counted
    .replace(/ (?:are|is|were|was) (?:there|visible|shown|seen|present)?/, " ")
    .replace(/ (?:do|can) (?:you|we|i) see/, "")
    .replace(/ appear$/, "")
    .trim();
  const answers = choices.length > 0 ? choices : Array.from({ length: mostCounted }, (_, n) => String(n + 1));
  const toOption = (text: string) => {
    const numeral = numerals[Number(text) - 1] ?? text;
    return {
      text,
      statement: toStatement(numeral === "one" ? declare(`one ${singular(things)}`, "does") : `${numeral} ${things}`),
    };
  };
  return { type: "choose", by: "evidence", options: answers.map(toOption) };
}

const irregular: Readonly<Record<string, string>> = {
  people: "person",
  men: "man",
  women: "woman",
  children: "child",
};

/** "red buses drive past" with its noun in the singular: the first word that looks like many. */
function singular(things: string): string {
  const words = things.split(" ");
  const at = words.findIndex((word) => Object.hasOwn(irregular, word) || /[^s]s$/.test(word));
  if (at < 0) return things;
  const many = words[at] as string;
  const one =
    irregular[many] ?? many.replace(/(?:([^aeiou])ies|(s|x|ch|sh)es|s)$/, (_, y = "", es = "") => (y ? `${y}y` : es));
  return words.with(at, one).join(" ");
}

/** Yes or no. */
function readStatement(question: string, choices: readonly string[]): Programme | undefined {
  const said = readPolar(question);
  const isPolar = [/^yes\b/i, /^no\b/i].every((word) => choices.some((choice) => word.test(choice)));
  if (said === undefined || (choices.length > 0 && !isPolar)) return undefined;
  const statement = toTree(withoutSeen(said).replace(/ appears?(?= (?:before|after) )/, ""));
  if (statement.type !== "then" || statement.operands.length !== 2 || statement.gaps)
    return { type: "exists", statement };
  const [earlier, later] = statement.operands as readonly [QueryTree, QueryTree];
  return { type: "order", earlier, later };
}

/** What, which, who, where. */
function readContents(question: string, choices: readonly string[]): Programme | undefined {
  const { rest, alternatives } = takeAlternatives(question);
  const { rest: core, part } = takePart(rest);
  const asked = readWh(core);
  if (!asked) return undefined;
  const answers = choices.length > 0 ? choices : alternatives;
  checkChoices(question, answers);
  return answers.length > 0 ? choose(answers, asked, part) : { type: "contents", asked, part };
}

function choose(answers: readonly string[], asked: AskedConcept, part: Part): Programme {
  const options = answers.map((text) => ({ text, statement: inPart(toStatement(fill(asked, text)), part) }));
  return { type: "choose", by: part.at === "first" || part.at === "last" ? part.at : "evidence", options };
}

const toTree = (statement: string): QueryTree => parseQuery(statement);
