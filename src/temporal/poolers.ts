import { z } from "zod";
import { createRegistry, toEntry } from "../core/registry.js";
import { createAttentionPooler } from "./attentionPooler.js";
import { createMeanPooler } from "./meanPooler.js";
import type { TemporalPooler } from "./pooler.js";

/** None of them has options yet. */
const options = z.strictObject({});

/**
 * The poolers that exist. Each is built beside the model's own, `undefined` where the model has none; `model` is that one,
 * or `attention` in its place.
 */
export const poolers = createRegistry("temporal pooler", {
  mean: toEntry(options, createMeanPooler),
  attention: toEntry(options, createAttentionPooler),
  model: toEntry(options, (_, own?: TemporalPooler) => own ?? createAttentionPooler()),
});
