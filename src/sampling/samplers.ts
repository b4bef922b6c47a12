import { z } from "zod";
import { createRegistry, toEntry } from "../core/registry.js";
import { createAdaptiveSampler } from "./adaptive.js";
import { createIframesSampler } from "./iframes.js";
import { createShotsSampler } from "./shots.js";
import { createUniformSampler } from "./uniform.js";

const positive = z.number().positive();
const analysisFramesPerSecond = positive.max(60).optional();

/** The samplers that exist. What each option means, and its default, stands beside the sampler that takes it. */
export const samplers = createRegistry("sampler", {
  iframes: toEntry(z.strictObject({ maxPerMinute: positive.max(600).optional() }), createIframesSampler),
  uniform: toEntry(z.strictObject({ framesPerSecond: positive.max(60).optional() }), createUniformSampler),
  shots: toEntry(
    z.strictObject({
      framesPerShot: z.int().min(1).max(64).optional(),
      analysisFramesPerSecond,
      maxShotSeconds: positive.max(3600).optional(),
    }),
    createShotsSampler,
  ),
  adaptive: toEntry(
    z.strictObject({
      framesPerMinute: positive.max(3600).optional(),
      analysisFramesPerSecond,
      maxGapSeconds: positive.max(600).optional(),
      changeLevels: positive.max(255).optional(),
    }),
    createAdaptiveSampler,
  ),
});

/** Which sampler, and its options. */
export type SamplerChoice = z.output<typeof samplers.schema>;
