import { isKinodexError } from "../../core/errors.js";
import { maxChoices, maxQueryLength } from "../../core/textLimits.js";
import { parseQuery } from "../../query/language/parse.js";
import type { QueryTree } from "../../query/language/tree.js";
import type { AskedConcept, Part, Programme } from "../programme.js";
import { eitherOf, takeAlternatives } from "./alternatives.js";
import { readCloze } from "./cloze.js";
import { readCounted, toCounted } from "./count.js";
import { readBy, rewrite } from "./form.js";
import { normalise } from "./normalise.js";
import { outsideForms } from "./outside.js";
import { takePart } from "./parts.js";
import { appearances, readPolar, withoutSeen } from "./polar.js";
import { createQuestionError } from "./questionError.js";
import { fill, inPart, toStatement } from "./template.js";
import { readTimes } from "./times.js";
import { readWh } from "./wh.js";

const maxCounted = 6;

/**
 * Reads a question in plain English as a programme; `choices` are the answers to choose from, where there are some.
 *
 * @throws {KinodexError} `usage`, with examples, for what is no question, and for fewer than two choices or equal ones
 */
export function readQuestion(question: string, choices: readonly string[] = []): Programme {
  const plain = toPlain(question, choices);
  const outside = readBy(outsideForms, plain);
  if (outside !== undefined && choices.length === 0) return { type: "outside", because: outside };
  const programme =
    readGap(plain, choices) ??
    readEither(plain, choices) ??
    readAskedTimes(plain, choices) ??
    readCount(plain, choices) ??
    readStatement(plain, choices) ??
    readContents(plain, choices);
  if (programme) return programme;
  if (choices.length > 0) return choose(choices, { kind: "anything", template: "{}" }, { at: "any" });
  throw createQuestionError(question, "it does not begin as a question does");
}

/**
 * Reads a question that somebody else answers: one in no known form is read as `outside`.
 *
 * @throws {KinodexError} `usage` for an empty or too long question, and for fewer than two choices or equal ones
 */
export function readAnyQuestion(question: string, choices: readonly string[] = []): Programme {
  toPlain(question, choices);
  try {
    return readQuestion(question, choices);
  } catch (error) {
    if (!isKinodexError(error, "usage")) throw error;
    return { type: "outside", because: "it has no form that Kinodex reads" };
  }
}

function toPlain(question: string, choices: readonly string[]): string {
  checkChoices(question, choices);
  if (question.length > maxQueryLength)
    throw createQuestionError(question, `it has more than ${maxQueryLength} characters`);
  const plain = normalise(question);
  if (plain === "") throw createQuestionError(question, "it is empty");
  return plain;
}

function checkChoices(question: string, choices: readonly string[]): void {
  if (choices.length > maxChoices) throw createQuestionError(question, `there are more than ${maxChoices} choices`);
  if (choices.some((choice) => choice.length > maxQueryLength))
    throw createQuestionError(question, `a choice has more than ${maxQueryLength} characters`);
  if (choices.length === 1) throw createQuestionError(question, "one choice is none: give at least two");
  if (
    new Set(choices.map((choice) => choice.trim())).size < choices.length ||
    choices.some((choice) => choice.trim() === "")
  )
    throw createQuestionError(question, "two choices are the same, or one is empty");
}

/** "the person rides a ___" */
function readGap(question: string, choices: readonly string[]): Programme | undefined {
  const template = readCloze(question, choices);
  if (template === undefined) return undefined;
  const asked = { kind: "anything", template } as const;
  const part = { at: "any" } as const;
  return choices.length > 0
    ? choose(choices, asked, part)
    : { type: "contents", asked: { ...asked, isGap: true }, part };
}

/** "is it a dog or a cat" */
function readEither(question: string, choices: readonly string[]): Programme | undefined {
  const either = choices.length === 0 ? eitherOf(question) : undefined;
  if (!either) return undefined;
  checkChoices(question, either);
  return choose(either, { kind: "anything", template: "{}" }, { at: "any" });
}

/** When, how long, how many times, which video; among choices of answers only how many times. */
function readAskedTimes(question: string, choices: readonly string[]): Programme | undefined {
  const asked = readTimes(question);
  if (!asked || (choices.length > 0 && asked.type !== "how-often")) return undefined;
  return { type: asked.type, statement: parseQuery(asked.said) };
}

/** "how many bears are there": a choice among numbers. */
function readCount(question: string, choices: readonly string[]): Programme | undefined {
  const things = readCounted(question);
  if (things === undefined) return undefined;
  const answers = choices.length > 0 ? choices : Array.from({ length: maxCounted }, (_, n) => String(n + 1));
  const options = answers.map((text) => ({ text, statement: toStatement(toCounted(things, text)) }));
  return { type: "choose", by: "evidence", options };
}

/** Yes or no. */
function readStatement(question: string, choices: readonly string[]): Programme | undefined {
  const said = readPolar(question);
  const isPolar = [/^yes\b/i, /^no\b/i].every((word) => choices.some((choice) => word.test(choice)));
  if (said === undefined || (choices.length > 0 && !isPolar)) return undefined;
  const statement = parseQuery(rewrite(appearances, withoutSeen(said)));
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
