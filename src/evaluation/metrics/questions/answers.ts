import { centreOf, contains, type Span } from "../../../core/span.js";

/** "from 2.5 s to 4 s" as a span; undefined for anything else. */
export function toSpan(text: string): Span | undefined {
  const [, start, end] = /^from (\d+(?:\.\d+)?) s to (\d+(?:\.\d+)?) s$/.exec(text) ?? [];
  return start === undefined || end === undefined
    ? undefined
    : { startSeconds: Number(start), endSeconds: Number(end) };
}

/**
 * Whether an answer says the same as the right one: the same words, or for a span one whose middle lies in the right
 * one.
 */
export function isRight(answer: string, truth: string): boolean {
  const [said, right] = [toSpan(answer), toSpan(truth)];
  if (said && right) return contains(right, centreOf(said));
  return toWords(answer) === toWords(truth);
}

const toWords = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
