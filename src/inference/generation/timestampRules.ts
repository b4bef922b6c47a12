import type { TimestampTokens } from "./request.js";

/** Logits among which only those tokens are left that may follow others. */
export type TimestampRules = (
  logits: Float32Array,
  before: readonly number[],
  banned: ReadonlySet<number>,
) => Float32Array;

/**
 * The rules of tokens of time (Whisper, https://arxiv.org/abs/2212.04356): a text begins with one; one ends what another
 * began, and the next begins where it pleases; they never go back; where they are together more probable than any other
 * token, one of them is chosen.
 *
 * @param endTokenIds what may follow a single time as another one may; texts have lower ids than all of them.
 */
export function createTimestampRules(
  { firstId, lastInitialId }: TimestampTokens,
  endTokenIds: readonly number[],
): TimestampRules {
  const isTime = (id: number | undefined): boolean => id !== undefined && id >= firstId;
  const firstEnd = Math.min(...endTokenIds);
  return (given, before, banned) => {
    const logits = given.slice();
    const ban = (from: number, to: number) => logits.fill(Number.NEGATIVE_INFINITY, from, to);
    for (const id of banned) logits[id] = Number.NEGATIVE_INFINITY;
    if (before.length === 0) {
      ban(0, firstId);
      ban(lastInitialId + 1, logits.length);
      return logits;
    }
    const [last, beforeLast] = [before.at(-1), before.at(-2)];
    const isOpen = isTime(last) && (before.length === 1 || isTime(beforeLast)); // words must come
    const isClosed = isTime(last) && !isOpen;
    if (isOpen) ban(firstId, logits.length);
    if (isClosed) ban(0, firstEnd);
    const latest = before.findLast(isTime);
    if (latest !== undefined) ban(firstId, isClosed ? latest : latest + 1);
    if (isTimeProbable(logits, firstId)) ban(0, firstId);
    return logits;
  };
}

/** Whether all times together are more probable than any single other token. */
function isTimeProbable(logits: Float32Array, firstId: number): boolean {
  const highest = logits.reduce((most, logit) => Math.max(most, logit), Number.NEGATIVE_INFINITY);
  const times = logits.subarray(firstId).reduce((sum, logit) => sum + Math.exp(logit - highest), 0);
  const word = logits.subarray(0, firstId).reduce((most, logit) => Math.max(most, logit), Number.NEGATIVE_INFINITY);
  return times > Math.exp(word - highest);
}
