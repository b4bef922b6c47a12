import { determiners } from "../../query/language/lexicon.js";
import { readBy, type Form } from "./form.js";

/** What stands before a gap in a sentence, and after it. */
export interface Cloze {
  readonly before: string;
  readonly after: string;
}

/** A sentence with a gap in place of a question. */
export const clozeForms: readonly Form<Cloze>[] = [
  {
    pattern: /^((?:(?!__|…).)*)(?:_{2,}(?!_)|…)((?:(?!__|…).)*)$/,
    example: "the person rides a ___ in the park",
    reads: { before: "the person rides a", after: "in the park" },
    read: (before, after) => ({ before: before.trim(), after: after.trim() }),
  },
];

/**
 * The template of a sentence with a gap, with `{}` in its place; undefined where there is none.
 *
 * @param answers what may be put there. Those that bring an article of their own take the place of the one before the gap, and so
 *   do concepts, which stand there where no answers are given.
 */
export function readCloze(question: string, answers: readonly string[]): string | undefined {
  const cloze = readBy(clozeForms, question);
  if (!cloze || (cloze.before === "" && cloze.after === "")) return undefined;
  const words = cloze.before.split(" ");
  const bringsArticle = answers.every((answer) => determiners.has(answer.trim().toLowerCase().split(" ")[0] as string));
  const drops = bringsArticle && determiners.has(words.at(-1)?.toLowerCase() ?? "");
  return [...(drops ? words.slice(0, -1) : words), "{}", cloze.after].filter((part) => part !== "").join(" ");
}
