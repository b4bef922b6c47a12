import { existsSync } from "node:fs";
import { KinodexError } from "../../core/errors.js";
import { loadPreset, presetNames, type Preset } from "../../pipeline/preset.js";
import type { VideoRecord } from "../../store/catalog/records.js";

/** What is left to encode of an index. */
export interface VideoPlan {
  /** Files by the preset to encode them with, each video once. */
  readonly files: readonly { readonly preset: Preset; readonly paths: readonly string[] }[];
  readonly videoIds: readonly string[];
}

/** How {@link planVideos} chooses. */
export interface PlanOptions {
  /** The preset for all of them. Default: for each its own. */
  readonly pipeline?: string | undefined;
  /** Ids of videos that were tried, and are not tried again. */
  readonly tried: ReadonlySet<string>;
  /** Whether what was encoded with another preset serves as well. */
  readonly anyPreset: boolean;
}

/**
 * Chooses the videos of an index that another model has not encoded, and whose files are there. Those that are still being
 * indexed are left to whoever does that.
 *
 * @throws {KinodexError} `usage` for a preset that is not there any more
 */
export function planVideos(
  videos: readonly VideoRecord[],
  encoded: readonly VideoRecord[],
  { pipeline, tried, anyPreset }: PlanOptions,
): VideoPlan {
  const known = new Map(encoded.filter(({ state }) => state !== "indexing").map((video) => [video.videoId, video]));
  const groups = new Map<string, { readonly preset: Preset; readonly paths: string[] }>();
  const videoIds: string[] = [];
  for (const { videoId, paths, state, pipelineName } of videos) {
    const path = paths.find((candidate) => existsSync(candidate));
    const earlier = known.get(videoId);
    if (state === "indexing" || path === undefined || tried.has(videoId) || (earlier && anyPreset)) continue;
    const name = pipeline ?? pipelineName;
    const group = groups.get(name) ?? { preset: loadOwnPreset(name, pipeline !== undefined), paths: [] };
    groups.set(name, group);
    if (earlier?.pipelineFingerprint === group.preset.fingerprint) continue;
    group.paths.push(path);
    videoIds.push(videoId);
  }
  return { files: [...groups.values()].filter(({ paths }) => paths.length > 0), videoIds };
}

function loadOwnPreset(name: string, isAsked: boolean): Preset {
  if (isAsked || presetNames().includes(name)) return loadPreset(name);
  throw new KinodexError(
    "usage",
    `there are videos that were indexed with the pipeline "${name}", which is a file of your own: name it with --pipeline, or one of ${presetNames().join(", ")} for all of them`,
    { pipeline: name },
  );
}
