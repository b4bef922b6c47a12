import { KinodexError } from "../core/errors.js";
import { createAttentionPooler } from "./attentionPooler.js";
import { createMeanPooler } from "./meanPooler.js";
import type { TemporalPooler } from "./pooler.js";

/** The poolers that exist; `model` is the model's own, or `attention` where it has none. */
export const poolerNames = ["mean", "attention", "model"] as const;

export type PoolerName = (typeof poolerNames)[number];

/**
 * Builds the pooler of a name.
 *
 * @throws {KinodexError} `usage` when there is none of that name.
 */
export function createPooler(name: PoolerName, modelPooler?: TemporalPooler): TemporalPooler {
  switch (name) {
    case "mean":
      return createMeanPooler();
    case "attention":
      return createAttentionPooler();
    case "model":
      return modelPooler ?? createAttentionPooler();
    default:
      throw new KinodexError(
        "usage",
        `there is no temporal pooler "${String(name)}"; choose one of ${poolerNames.join(", ")}`,
        { name, allowed: poolerNames },
      );
  }
}
