import {
  adjectives,
  determiners,
  directions,
  isParticiple,
  isPlainVerb,
  isThirdPerson,
  linking,
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
  if (prepositions.has(follows) || (adjectives.has(follows) && !auxiliaries.has(token.text))) return false;
  if (determiners.has(follows) && !plurals.has(follows) && follows !== "one") return false;
  if (isThirdPerson(token.text)) return !plurals.has(follows) || ["are", "were", "have"].includes(token.text);
  const isMany = plurals.has(follows) || /[^s]s$/.test(follows);
  return isMany && isPlainVerb(token.text) && tokens[at - 2]?.text !== "of";
}

/** "is" after "light" is a verb whatever "light" is. */
const auxiliaries = new Set(["is", "are", "was", "were", "has", "have", "does"]);

/**
 * Carries the subject of earlier clauses over to those that have none, or a pronoun for it: after "a dog runs" it turns
 * "jumps" and "it jumps" into "a dog jumps"; and the verb too to those that have neither: after "a car drives through a
 * tunnel" it turns "over a bridge" into "a car drives over a bridge". Clauses come in their order; `text` is what their
 * tokens say.
 */
export function createSubjectCarrier(): (tokens: readonly Token[], text: string) => string {
  let subject = "";
  let verb: Token | undefined;
  return (tokens, text) => {
    const isPronoun = startsWithPronoun(tokens);
    const carries = subject !== "" && (isPronoun || lacksSubject(tokens, isManyIn(subject)));
    if (subject !== "" && verb && lacksVerb(tokens, verb)) return `${subject} ${verb.text} ${text}`;
    const length = subjectLength(tokens);
    if (carries) verb = tokens[isPronoun ? 1 : 0];
    else if (!isPronoun) verb = length > 0 ? tokens[length] : undefined;
    if (carries) return `${subject} ${isPronoun ? text.slice(text.search(/\s/) + 1) : text}`;
    const isFirst = length > 1 && tokens[length - 1]?.text === "first"; // "a woman first sings"
    const last = tokens[length - (isFirst ? 2 : 1)];
    if (last && !isPronoun) subject = text.slice(0, last.end - (tokens[0] as Token).start);
    return text;
  };
}

/** Whether a subject is more than one: "two dogs", "waves". */
function isManyIn(subject: string): boolean {
  const [first = "", ...rest] = subject.toLowerCase().split(" ");
  return plurals.has(first) || /[^s]s$/.test(rest.at(-1) ?? first);
}

/** Whether words only say where to, or how something is by then: "over a bridge", "blue" after "the screen is red". */
function lacksVerb([first, second]: readonly Token[], verb: Token): boolean {
  if (first?.kind !== "word") return false;
  if (linking.has(verb.text)) return second === undefined && adjectives.has(first.text);
  return prepositions.has(first.text) || (second === undefined && directions.has(first.text));
}

/** Whether words go on about an earlier subject: "jumps into the water", "eating", not "cars pass by". */
function lacksSubject(tokens: readonly Token[], isMany: boolean): boolean {
  const [first, second] = tokens;
  if (first?.kind !== "word" || startsThing(first)) return false;
  if (isParticiple(first.text)) return true;
  if (isMany && isPlainVerb(first.text)) return true;
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
