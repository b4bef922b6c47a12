import type { GeneratedToken } from "./request.js";

/** The most probable token: greedy decoding. Of equal ones the first. */
export function chooseToken(logits: Float32Array): GeneratedToken {
  let id = 0;
  for (let n = 1; n < logits.length; n += 1) if ((logits[n] as number) > (logits[id] as number)) id = n;
  const highest = logits[id] as number;
  let sum = 0;
  for (const logit of logits) sum += Math.exp(logit - highest);
  return { id, logProbability: -Math.log(sum) };
}
