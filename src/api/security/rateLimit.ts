import { ApiError } from "../problem.js";

/** Takes one request from a caller's allowance. Throws 429 when it is used up. */
export type TakeToken = (caller: string) => void;

/** Callers that are remembered; a caller that has been forgotten has a full allowance, as one that waited has. */
const callersKept = 10_000;

/** A token bucket for each caller: `perSecond` requests on average, `burst` at once. */
export function createRateLimit(
  perSecond: number,
  burst: number,
  now: () => number = () => performance.now(),
): TakeToken {
  const buckets = new Map<string, { tokens: number; atMs: number }>();
  return (caller) => {
    const atMs = now();
    const known = buckets.get(caller) ?? { tokens: burst, atMs };
    const tokens = Math.min(burst, known.tokens + ((atMs - known.atMs) / 1000) * perSecond);
    buckets.delete(caller);
    buckets.set(caller, { tokens: Math.max(0, tokens - 1), atMs });
    const oldest = buckets.keys().next();
    if (buckets.size > callersKept && !oldest.done) buckets.delete(oldest.value);
    if (tokens < 1) {
      const retryAfterSeconds = Math.max(1, Math.ceil((1 - tokens) / perSecond));
      throw new ApiError(429, "too-many-requests", `More than ${perSecond} requests a second. Slow down.`, {
        retryAfterSeconds,
      });
    }
  };
}
