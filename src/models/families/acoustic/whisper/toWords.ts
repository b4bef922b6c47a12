import type { Span } from "../../../../core/span.js";
import type { PromptTokeniser } from "../../../../inference/text/promptTokeniser.js";
import type { SpokenWord } from "../../../capabilities/transcription.js";

/** A token of a text, and when it is said. */
export interface TimedToken extends Span {
  readonly id: number;
  readonly logProbability: number;
}

/** How vocabularies of bytes write a space before a word. */
const space = "\u0120";
/** Of a character that is not complete. */
const incomplete = "\ufffd";
/** Scripts whose words stand without spaces between them: each of their characters counts as one. */
const spaceless =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/** The words of tokens: a word begins with the token that begins with a space. The probability is the mean of its tokens'. */
export function toWords(
  tokens: readonly TimedToken[],
  tokeniser: Pick<PromptTokeniser, "decode" | "nameOf">,
): readonly SpokenWord[] {
  const textOf = (parts: readonly TimedToken[]): string => tokeniser.decode(parts.map(({ id }) => id));
  const groups: TimedToken[][] = [];
  for (const token of tokens) {
    const group = groups.at(-1);
    const isWhole = group !== undefined && !textOf(group).endsWith(incomplete);
    const begins = tokeniser.nameOf(token.id)?.startsWith(space) || spaceless.test(textOf([token]));
    if (group === undefined || (isWhole && begins)) groups.push([token]);
    else group.push(token);
  }
  return groups.flatMap((group) => {
    const text = textOf(group).replaceAll(incomplete, "").trim();
    const [first, last] = [group[0], group.at(-1)] as [TimedToken, TimedToken];
    const mean = group.reduce((sum, { logProbability }) => sum + logProbability, 0) / group.length;
    const { startSeconds } = first;
    return text === "" ? [] : [{ text, startSeconds, endSeconds: last.endSeconds, probability: Math.exp(mean) }];
  });
}
