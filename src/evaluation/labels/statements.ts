import { normalise } from "../../qa/language/normalise.js";

/**
 * What stands for an answer with a model that takes no questions: the question and the answer one after the other, as
 * video question answering with frozen CLIP does it (ATP, Buch et al. 2022, https://arxiv.org/abs/2206.01720).
 */
export function toAnswerText(question: string | undefined, answer: string): string {
  return question === undefined ? answer : `${question} ${answer}`;
}

const existence = /^(is|are|was|were) there (?:ever )?(?:(?:an?|any|some) )?(.+)$/i;

/**
 * The statements that stand for yes and for no with a model that takes no questions: "there is a dog in the image" and
 * "there is no dog in the image". A statement in place of a question is TAP-C's rule (Song et al. 2022,
 * https://arxiv.org/abs/2203.07190). Undefined for a question about anything else than whether something is there, of
 * which no rule says what its negation is.
 */
export function toVerdictStatements(question: string): readonly [yes: string, no: string] | undefined {
  const plain = normalise(question);
  const [, verb, thing] = existence.exec(plain) ?? [];
  if (verb === undefined || thing === undefined) return undefined;
  return [plain.replace(/^(\S+) there (?:ever )?/i, `there ${verb} `), `there ${verb} no ${thing}`];
}
