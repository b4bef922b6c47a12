import type { VideoRecord } from "../app/openKinodex.js";
import type { JobNews } from "../app/jobService.js";
import { withoutFolders } from "./problem.js";
import type { JobView } from "./schemas/jobs.js";
import type { Video } from "./schemas/videos.js";
import type { AllowedRoots } from "./security/allowedRoots.js";

/** A video as callers see it. */
export function toVideo(record: VideoRecord, roots: AllowedRoots): Video {
  const { paths, problems, frameRate, pipelineFingerprint: _, annotatedBy: _by, ...rest } = record;
  const shown = paths.map((path) => roots.show(path));
  return {
    ...rest,
    path: shown[0] ?? "",
    paths: shown,
    problems: problems.map(withoutFolders),
    ...(frameRate === undefined ? {} : { frameRate }),
  };
}

/** A job as callers see it. */
export function toJobView(job: JobNews, roots: AllowedRoots): JobView {
  const { path, progress, result, error, ...rest } = job;
  return {
    ...rest,
    path: roots.show(path),
    ...(progress
      ? {
          progress: {
            timeSeconds: progress.timeSeconds,
            frameCount: progress.frameCount,
            ...(progress.durationSeconds === undefined ? {} : { durationSeconds: progress.durationSeconds }),
          },
        }
      : {}),
    ...(result ? { result: { ...result, problems: result.problems.map(withoutFolders) } } : {}),
    ...(error === undefined ? {} : { error: withoutFolders(error) }),
  };
}
