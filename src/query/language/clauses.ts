import {
  adjectives,
  determiners,
  isParticiple,
  isPlainVerb,
  isThirdPerson,
  plurals,
  prepositions,
  pronouns,
  subjects,
} from "./lexicon.js";
import type { Token } from "./tokens.js";

/** Whether something new is spoken of from here: "a dog", "someone". */
export function startsThing(token: Token | undefined): boolean {
  return token?.kind === "word" && (determiners.has(token.text) || subjects.has(token.text));
}

/** Whether the word there says what its subject does: "runs" in "a dog runs", not in "two runs" or "a man in shorts". */
export function isFiniteVerb(tokens: readonly Token[], at: number): boolean {
  const [before, token] = [tokens[at - 1], tokens[at]];
  if (token?.kind !== "word" || before?.kind !== "word") return false;
  const follows = before.text;
  if (prepositions.has(follows) || adjectives.has(follows)) return false;
  if (determiners.has(follows) && !plurals.has(follows) && follows !== "one") return false;
  if (isThirdPerson(token.text)) return !plurals.has(follows) || ["are", "were", "have"].includes(token.text);
  const isMany = plurals.has(follows) || /[^s]s$/.test(follows);
  return isMany && isPlainVerb(token.text) && tokens[at - 2]?.text !== "of";
}

/**
 * Carries the subject of earlier clauses over to those that have none, or a pronoun for it: after "a dog runs" it turns
 * "jumps" and "it jumps" into "a dog jumps". Clauses come in their order; `text` is what their tokens say.
 */
export function createSubjectCarrier(): (tokens: readonly Token[], text: string) => string {
  let subject = "";
  return (tokens, text) => {
    const isPronoun = startsWithPronoun(tokens);
    if (subject !== "" && lacksSubject(tokens)) return `${subject} ${text}`;
    if (subject !== "" && isPronoun) return `${subject} ${text.slice(text.search(/\s/) + 1)}`;
    const last = tokens[subjectLength(tokens) - 1];
    if (last && !isPronoun) subject = text.slice(0, last.end - (tokens[0] as Token).start);
    return text;
  };
}

/** Whether words go on about an earlier subject: "jumps into the water", "eating", not "cars pass by". */
function lacksSubject(tokens: readonly Token[]): boolean {
  const [first, second] = tokens;
  if (first?.kind !== "word" || startsThing(first)) return false;
  if (isParticiple(first.text)) return true;
  return (
    isThirdPerson(first.text) && !(second?.kind === "word" && isPlainVerb(second.text) && !isParticle(second.text))
  );
}

const particles = new Set(["open", "light", "slow", "clean", "dry", "close", "clear"]);
/** "opens up", "runs dry": plain verbs that also follow a verb. */
const isParticle = (word: string): boolean => particles.has(word);

/** How many of the tokens are the subject of a clause: those before its verb; 0 where none is seen. */
function subjectLength(tokens: readonly Token[]): number {
  for (let at = 1; at < tokens.length; at += 1) {
    if (tokens[at]?.kind !== "word") return 0;
    if (isFiniteVerb(tokens, at)) return at;
    if (isParticiple((tokens[at] as Token).text) && startsThing(tokens[0])) return at;
  }
  return 0;
}

/** Whether a clause begins with a pronoun that stands for an earlier subject. */
function startsWithPronoun(tokens: readonly Token[]): boolean {
  return tokens.length > 1 && tokens[0]?.kind === "word" && pronouns.has(tokens[0].text);
}
