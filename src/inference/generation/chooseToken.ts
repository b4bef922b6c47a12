import { createRandom } from "../../core/random.js";
import type { GeneratedToken, GenerationRequest } from "./request.js";
import { createTimestampRules } from "./timestampRules.js";

/** Chooses the token that comes after others. */
export type ChooseToken = (logits: Float32Array, before: readonly number[]) => GeneratedToken;

/** What a request says about which tokens are chosen. */
export type TokenRules = Pick<
  GenerationRequest,
  "noRepeatNgram" | "suppressedTokenIds" | "suppressedFirstTokenIds" | "timestamps" | "endTokenIds" | "sampling"
>;

/** How a request chooses its tokens: one after the other, as drawing needs it. */
export function createTokenChoice({
  noRepeatNgram = 0,
  suppressedTokenIds = [],
  suppressedFirstTokenIds = [],
  timestamps,
  endTokenIds,
  sampling,
}: TokenRules): ChooseToken {
  const random = sampling && createRandom(sampling.seed);
  const never = new Set(suppressedTokenIds);
  const neverFirst = new Set([...suppressedTokenIds, ...suppressedFirstTokenIds]);
  const obeyTimes = timestamps && createTimestampRules(timestamps, endTokenIds);
  return (given, before) => {
    const repeats = repeatsOf(before, noRepeatNgram);
    const suppressed = before.length === 0 ? neverFirst : never;
    const banned = repeats.size === 0 ? suppressed : new Set([...repeats, ...suppressed]);
    const logits = obeyTimes ? obeyTimes(given, before, banned) : given;
    const id = random ? draw(logits, banned, sampling.temperature, random()) : mostProbable(logits, banned);
    return { id, logProbability: (logits[id] as number) - logSumExp(logits) };
  };
}

/** Greedy decoding; of equal ones the first. */
function mostProbable(logits: Float32Array, banned: ReadonlySet<number>): number {
  let id = -1;
  for (const [n, logit] of logits.entries()) if (!banned.has(n) && (id < 0 || logit > (logits[id] as number))) id = n;
  return id;
}

/** The token at a share of all probability, which tokens fill in the order of their ids. */
function draw(logits: Float32Array, banned: ReadonlySet<number>, temperature: number, share: number): number {
  const highest = logits[mostProbable(logits, banned)] as number;
  const weights = Float64Array.from(logits, (logit, n) =>
    banned.has(n) ? 0 : Math.exp((logit - highest) / temperature),
  );
  let rest = share * weights.reduce((sum, weight) => sum + weight, 0);
  const drawn = weights.findIndex((weight) => (rest -= weight) < 0);
  return drawn < 0 ? weights.findLastIndex((weight) => weight > 0) : drawn;
}

function logSumExp(logits: Float32Array): number {
  const highest = logits.reduce((most, logit) => Math.max(most, logit), Number.NEGATIVE_INFINITY);
  return highest + Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit - highest), 0));
}

/** The tokens that would write `length` tokens in a row that were written before; none where `length` is 0. */
function repeatsOf(ids: readonly number[], length: number): ReadonlySet<number> {
  const last = ids.slice(ids.length - length + 1);
  if (length === 0 || ids.length < length) return new Set();
  const banned = ids.filter((_, end) => end >= length - 1 && last.every((id, n) => ids[end - length + 1 + n] === id));
  return new Set(banned);
}
