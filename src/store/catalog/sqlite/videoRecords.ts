import { resolve } from "node:path";
import { KinodexError } from "../../../core/errors.js";
import type { CatalogFile } from "./catalogFile.js";
import type { AnnotatedBy, VideoRecord, VideoState } from "../records.js";

/** Reads what is known of videos, without their vectors. */
export interface VideoRecords {
  /** In the order in which they came. */
  all(): VideoRecord[];
  withId(videoId: string): VideoRecord | undefined;
  withIds(videoIds: readonly string[]): VideoRecord[];
  /**
   * By an id, the start of one, or a path.
   *
   * @throws {KinodexError} `usage` when several ids begin so
   */
  find(idOrPath: string): VideoRecord | undefined;
}

/** Opens the part of the reader that knows videos. */
export function createVideoRecords({ database }: CatalogFile): VideoRecords {
  const selectVideos = `
    SELECT v.*, (SELECT json_group_array(path ORDER BY path) FROM paths p WHERE p.video_id = v.video_id) AS paths,
      (SELECT coalesce(sum(count), 0) FROM blocks b WHERE b.video_id = v.video_id AND kind = 'frames') AS frame_count,
      (SELECT coalesce(sum(count), 0) FROM blocks b WHERE b.video_id = v.video_id AND kind = 'clips') AS clip_count,
      (SELECT json_group_object(annotator, fingerprint) FROM annotations a WHERE a.video_id = v.video_id)
        AS annotated_by
    FROM videos v`;
  const sql = {
    all: database.prepare(`${selectVideos} ORDER BY v.rowid`),
    byId: database.prepare(`${selectVideos} WHERE v.video_id = ?`),
    byIds: database.prepare(`${selectVideos} WHERE v.video_id IN (SELECT value FROM json_each(?))`),
    byPrefix: database.prepare(`${selectVideos} WHERE v.video_id >= @prefix AND v.video_id < @prefix || 'g'`),
    byPath: database.prepare(`${selectVideos} WHERE v.video_id = (SELECT video_id FROM paths WHERE path = ?)`),
  };

  const findRow = (idOrPath: string): VideoRow | undefined => {
    const exact = (sql.byId.get(idOrPath) ?? sql.byPath.get(resolve(idOrPath))) as VideoRow | undefined;
    if (exact || !/^[0-9a-f]{8,63}$/.test(idOrPath)) return exact;
    const matches = sql.byPrefix.all({ prefix: idOrPath }) as VideoRow[];
    if (matches.length <= 1) return matches[0];
    throw new KinodexError(
      "usage",
      `${matches.length} videos have an id that begins with ${idOrPath}: give more of it.`,
      { idOrPath, videoIds: matches.map((row) => row.video_id) },
    );
  };

  const toOptional = (row: unknown) => (row === undefined ? undefined : toRecord(row as VideoRow));

  return {
    all: () => (sql.all.all() as VideoRow[]).map(toRecord),
    withId: (videoId) => toOptional(sql.byId.get(videoId)),
    withIds: (videoIds) => (sql.byIds.all(JSON.stringify(videoIds)) as VideoRow[]).map(toRecord),
    find: (idOrPath) => toOptional(findRow(idOrPath)),
  };
}

interface VideoRow {
  readonly video_id: string;
  readonly state: VideoState;
  readonly size_bytes: number;
  readonly duration_seconds: number | null;
  readonly start_seconds: number;
  readonly width: number;
  readonly height: number;
  readonly frame_rate: number | null;
  readonly codec: string;
  readonly format: string;
  readonly pipeline_name: string;
  readonly pipeline_fingerprint: string;
  readonly indexed_through_seconds: number;
  readonly problems: string;
  readonly created_at: string;
  readonly paths: string;
  readonly frame_count: number;
  readonly clip_count: number;
  /** JSON */
  readonly annotated_by: string;
}

function toRecord(row: VideoRow): VideoRecord {
  return {
    videoId: row.video_id,
    paths: JSON.parse(row.paths) as string[],
    state: row.state,
    problems: JSON.parse(row.problems) as string[],
    sizeBytes: row.size_bytes,
    durationSeconds: row.duration_seconds ?? row.indexed_through_seconds,
    startSeconds: row.start_seconds,
    width: row.width,
    height: row.height,
    frameRate: row.frame_rate ?? undefined,
    codec: row.codec,
    formatName: row.format,
    pipelineName: row.pipeline_name,
    pipelineFingerprint: row.pipeline_fingerprint,
    indexedThroughSeconds: row.indexed_through_seconds,
    createdAt: row.created_at,
    frameCount: row.frame_count,
    clipCount: row.clip_count,
    annotatedBy: JSON.parse(row.annotated_by) as AnnotatedBy,
  };
}
