import type { GeneratedToken } from "../../../../inference/generation/request.js";
import type { TimedToken } from "./toWords.js";

/** Seconds from one token of time to the next. */
const stepSeconds = 0.02;

/**
 * Gives each token a part of the time between the tokens of time around it, all of them equal parts. What has no end lasts
 * until the end of the sound.
 */
export function spreadTokens(
  tokens: readonly GeneratedToken[],
  firstTimestampId: number,
  lengthSeconds: number,
): readonly TimedToken[] {
  const timed: TimedToken[] = [];
  let startSeconds = 0;
  let waiting: GeneratedToken[] = [];
  const settle = (endSeconds: number): void => {
    const each = Math.max(0, endSeconds - startSeconds) / waiting.length;
    for (const [n, { id, logProbability }] of waiting.entries()) {
      const from = startSeconds + n * each;
      timed.push({ id, logProbability, startSeconds: from, endSeconds: from + each });
    }
    waiting = [];
  };
  for (const token of tokens) {
    if (token.id < firstTimestampId) {
      waiting.push(token);
      continue;
    }
    const timeSeconds = Math.min(lengthSeconds, (token.id - firstTimestampId) * stepSeconds);
    if (waiting.length > 0) settle(timeSeconds);
    startSeconds = timeSeconds;
  }
  if (waiting.length > 0) settle(lengthSeconds);
  return timed;
}
