import { KinodexError } from "../core/errors.js";
import { type AdaptiveSettings, createAdaptiveSampler } from "./adaptive.js";
import { createIframesSampler, type IframesSettings } from "./iframes.js";
import type { CutListener, FrameSampler } from "./sampler.js";
import { createShotsSampler, type ShotsSettings } from "./shots.js";
import { createUniformSampler, type UniformSettings } from "./uniform.js";

/** Which sampler, and its settings; defaults are documented beside each. */
export type SamplerSettings =
  | ({ readonly name: "iframes" } & IframesSettings)
  | ({ readonly name: "uniform" } & UniformSettings)
  | ({ readonly name: "shots" } & ShotsSettings)
  | ({ readonly name: "adaptive" } & AdaptiveSettings);

/** The samplers that exist. */
export const samplerNames = ["iframes", "uniform", "shots", "adaptive"] as const satisfies SamplerSettings["name"][];

/**
 * Builds the sampler that `settings` name, for one video.
 *
 * @throws {KinodexError} `usage` when there is none of that name.
 */
export function createSampler(settings: SamplerSettings, onCut?: CutListener): FrameSampler {
  switch (settings.name) {
    case "iframes":
      return createIframesSampler(settings);
    case "uniform":
      return createUniformSampler(settings, onCut);
    case "shots":
      return createShotsSampler(settings, onCut);
    case "adaptive":
      return createAdaptiveSampler(settings, onCut);
    default:
      return refuse(settings);
  }
}

function refuse(settings: never): never {
  const { name } = settings as { name: unknown };
  throw new KinodexError("usage", `there is no sampler "${String(name)}"; choose one of ${samplerNames.join(", ")}`, {
    name,
    allowed: samplerNames,
  });
}
