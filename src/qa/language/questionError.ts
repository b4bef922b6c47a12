import { KinodexError } from "../../core/errors.js";

/** Questions of every sort that can be answered. */
export const exampleQuestions: readonly string[] = [
  "Is there a dog?",
  "Does a dog run before a cat sleeps?",
  "When does a train arrive?",
  "How long is the moon visible?",
  "How many times does a ball bounce?",
  "Which video shows a beach at sunset?",
  "What happens after the lamp turns on?",
  "What is in this clip?",
  "What is the man holding? (with --choice)",
  "The person rides a ___",
];

/** The error of a question that cannot be read. */
export function createQuestionError(question: string, problem: string): KinodexError {
  const message = `cannot read the question "${question.slice(0, 100)}": ${problem}\nask for example:\n${exampleQuestions.map((one) => `  ${one}`).join("\n")}`;
  return new KinodexError("usage", message, { question, examples: exampleQuestions });
}
