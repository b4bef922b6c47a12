import type { GeneratedToken } from "../../../../inference/generation/request.js";
import type { TimedToken } from "./toWords.js";

/** Seconds of sound that a state of the encoder stands for. */
const stateSeconds = 0.02;
/** States over which attention is smoothed, by their median. */
const medianWidth = 7;

/**
 * When each token is said, by what heads of the decoder attended to when it was chosen: the path through tokens and time,
 * neither of which goes back, along which they attended most (dynamic time warping, as Whisper's own `timing.py` has it).
 */
export function alignTokens(tokens: readonly GeneratedToken[], lengthSeconds: number): readonly TimedToken[] {
  const headCount = tokens[0]?.attention?.length ?? 0;
  const stateCount = Math.max(
    1,
    Math.min(tokens[0]?.attention?.[0]?.length ?? 1, Math.ceil(lengthSeconds / stateSeconds)),
  );
  const weights = tokens.map(() => new Float64Array(stateCount));
  for (let head = 0; head < headCount; head += 1) {
    const rows = tokens.map(({ attention }) => toShares(attention?.[head] ?? new Float32Array(), stateCount));
    standardise(rows);
    for (const [n, row] of rows.entries()) {
      const smooth = medianOf(row);
      const sum = weights[n] as Float64Array;
      for (let at = 0; at < stateCount; at += 1) sum[at] = (sum[at] as number) + (smooth[at] as number) / headCount;
    }
  }
  const starts = warp(weights).map((state) => state * stateSeconds);
  return tokens.map(({ id, logProbability }, n) => {
    const startSeconds = starts[n] as number;
    return { id, logProbability, startSeconds, endSeconds: Math.max(startSeconds, starts[n + 1] ?? lengthSeconds) };
  });
}

/** What is attended to beyond the sound does not count. */
function toShares(row: Float32Array, stateCount: number): Float64Array {
  const heard = row.subarray(0, stateCount);
  const sum = heard.reduce((total, value) => total + value, 0) || 1;
  return Float64Array.from({ length: stateCount }, (_, at) => (heard[at] ?? 0) / sum);
}

/** Gives each state, over all tokens, the mean 0 and the deviation 1. */
function standardise(rows: readonly Float64Array[]): void {
  const width = rows[0]?.length ?? 0;
  for (let at = 0; at < width; at += 1) {
    const mean = rows.reduce((sum, row) => sum + (row[at] as number), 0) / rows.length;
    const variance = rows.reduce((sum, row) => sum + ((row[at] as number) - mean) ** 2, 0) / rows.length;
    const deviation = Math.sqrt(variance) || 1;
    for (const row of rows) row[at] = ((row[at] as number) - mean) / deviation;
  }
}

function medianOf(row: Float64Array): Float64Array {
  const half = (medianWidth - 1) / 2;
  const last = row.length - 1;
  const mirrored = (at: number): number =>
    row[Math.min(last, at < 0 ? -at : at > last ? Math.max(0, 2 * last - at) : at)] as number;
  const window = new Float64Array(medianWidth);
  return row.map((_, at) => {
    for (let n = 0; n < medianWidth; n += 1) window[n] = mirrored(at - half + n);
    return window.sort()[half] as number;
  });
}

/** The state at which the path of most weight comes to each token. */
function warp(weights: readonly Float64Array[]): readonly number[] {
  const width = weights[0]?.length ?? 0;
  // steps: 0 to the next token and state, 1 to the next token, 2 to the next state
  const steps = weights.map(() => new Uint8Array(width));
  let before = new Float64Array(width + 1).fill(Number.POSITIVE_INFINITY);
  before[0] = 0;
  for (const [n, row] of weights.entries()) {
    const costs = new Float64Array(width + 1).fill(Number.POSITIVE_INFINITY);
    for (let at = 0; at < width; at += 1) {
      const [both, token, state] = [before[at] as number, before[at + 1] as number, costs[at] as number];
      const step = both < token && both < state ? 0 : token < both && token < state ? 1 : 2;
      (steps[n] as Uint8Array)[at] = step;
      costs[at + 1] = [both, token, state][step]! - (row[at] as number);
    }
    before = costs;
  }
  const starts = weights.map(() => 0);
  for (let [n, at] = [weights.length - 1, width - 1]; n >= 0 && at >= 0;) {
    starts[n] = at;
    const step = steps[n]?.[at];
    if (step !== 2) n -= 1;
    if (step !== 1) at -= 1;
  }
  return starts;
}
