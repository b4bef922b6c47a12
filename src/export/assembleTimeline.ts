import { isKinodexError, KinodexError, toMessage } from "../core/errors.js";
import type { MediaInfo } from "../media/mediaInfo.js";
import { probeMedia } from "../media/probe.js";
import { describeSource } from "./describeSource.js";
import type { ExportedMoment } from "./tables.js";
import { toTimelineClip, type Timeline, type TimelineClip, type TimelineSource } from "./timeline.js";

/** What an index knows of a video's file; a `VideoRecord` is one. */
export interface KnownVideo {
  readonly videoId: string;
  /** Every path its bytes were seen at. */
  readonly paths: readonly string[];
  readonly sizeBytes: number;
}

/** How moments become a timeline. */
export interface TimelineRequest {
  /** What was searched for. */
  readonly title: string;
  /** Seconds that each clip begins before its moment and ends after it, at least 0. */
  readonly handlesSeconds: number;
  readonly findVideos: (videoIds: readonly string[]) => Promise<readonly KnownVideo[]>;
  readonly signal?: AbortSignal;
}

/** A file that could not be used, and why, in one line for people. */
export interface ExportFailure {
  readonly path: string;
  readonly message: string;
}

/** A timeline of the moments whose files are there. */
export interface AssembledTimeline {
  readonly timeline: Timeline;
  /** One for each file whose moments are left out. */
  readonly failures: readonly ExportFailure[];
  /** What an editor should know about how times were counted, one line each. */
  readonly notices: readonly string[];
}

/**
 * Looks at the files of moments and lays them out in the order in which they are given; pass the result to
 * `requireFormat(name).write`. A file that is gone or has changed since it was indexed costs its own moments only.
 *
 * @throws {KinodexError} `interrupted`; "environment" without an ffmpeg
 */
export async function assembleTimeline(
  moments: readonly ExportedMoment[],
  { title, handlesSeconds, findVideos, signal }: TimelineRequest,
): Promise<AssembledTimeline> {
  const sources = new Map<string, TimelineSource>();
  const failures: ExportFailure[] = [];
  const notices: string[] = [];
  const pathOf = new Map(moments.map((moment) => [moment.videoId, moment.path]));
  const known = new Map((await findVideos([...pathOf.keys()])).map((video) => [video.videoId, video]));
  for (const [videoId, path] of pathOf) {
    try {
      const described = describeSource(await probeFirst(path, known.get(videoId), signal));
      sources.set(videoId, described.source);
      notices.push(...described.notices);
    } catch (error) {
      if (!isKinodexError(error) || error.code === "interrupted" || error.code === "environment") throw error;
      failures.push({ path, message: toMessage(error) });
    }
  }
  const clips = moments.flatMap((moment): TimelineClip[] => {
    const source = sources.get(moment.videoId);
    return source ? [toTimelineClip(source, moment, handlesSeconds)] : [];
  });
  return { timeline: { title, clips }, failures, notices };
}

/** Probes the first of a video's paths that still has the bytes which were indexed. */
async function probeFirst(
  foundPath: string,
  known: KnownVideo | undefined,
  signal: AbortSignal | undefined,
): Promise<MediaInfo> {
  const failures: unknown[] = [];
  for (const path of new Set([foundPath, ...(known?.paths ?? [])])) {
    try {
      const info = await probeMedia(path, signal && { signal });
      if (known === undefined || info.sizeBytes === known.sizeBytes) return info;
      failures.push(
        new KinodexError("input", `${path} has changed since it was indexed: index it again to export its moments.`, {
          path,
        }),
      );
    } catch (error) {
      failures.push(isKinodexError(error, "not-found") ? toGone(path, error) : error);
    }
  }
  throw failures[0];
}

function toGone(path: string, cause: unknown): KinodexError {
  const message = `${path} is no longer there: bring it back, or index it where it is now, to export its moments.`;
  return new KinodexError("not-found", message, { path }, cause);
}
